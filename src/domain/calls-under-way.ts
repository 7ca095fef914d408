const MOST_AT_ONCE = 20;

/** A receiver that hangs keeps each of its calls for ten seconds: it must not have all the places. */
const MOST_PER_ADDRESS = 4;

/** Counts the calls that a process is making, so that there is always room for receivers that do answer. */
export class CallsUnderWay {
  #total = 0;
  #byAddress = new Map<string, number>();

  /** How many more may be begun. */
  get room(): number {
    return MOST_AT_ONCE - this.#total;
  }

  /** Addresses that have as many as one may have. */
  get busy(): string[] {
    return [...this.#byAddress].flatMap(([url, count]) => (count < MOST_PER_ADDRESS ? [] : [url]));
  }

  /** Takes a place for a call, if its address may have one more. */
  begin(url: string): boolean {
    const count = this.#byAddress.get(url) ?? 0;
    if (count >= MOST_PER_ADDRESS || this.room <= 0) return false;
    this.#byAddress.set(url, count + 1);
    this.#total++;
    return true;
  }

  /** The same counts, to be tried on. */
  copy(): CallsUnderWay {
    const copy = new CallsUnderWay();
    copy.#total = this.#total;
    copy.#byAddress = new Map(this.#byAddress);
    return copy;
  }

  /** Gives the place of a call back. */
  end(url: string): void {
    const count = this.#byAddress.get(url) ?? 0;
    if (count === 0) return;
    if (count === 1) this.#byAddress.delete(url);
    else this.#byAddress.set(url, count - 1);
    this.#total--;
  }
}
