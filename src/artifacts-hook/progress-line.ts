const EVERY_MS = 1000;

/** Clears the line of a terminal and goes to its beginning. */
const ANEW = '\r\u001B[K';

/** Says every second where long work is: on a terminal in one line that changes, elsewhere line by line. */
export class ProgressLine {
  readonly #started = Date.now();
  readonly #timer: NodeJS.Timeout;

  /** @param where what to say, after the seconds that have passed */
  constructor(
    private readonly out: NodeJS.WriteStream,
    where: () => string,
  ) {
    // By the clock, because one step can take longer than all the others.
    this.#timer = setInterval(() => this.#show(where()), EVERY_MS);
  }

  /** Says something that stays. */
  print(text: string): void {
    this.out.write(`${this.out.isTTY ? ANEW : ''}${text}\n`);
  }

  stop(): void {
    clearInterval(this.#timer);
    if (this.out.isTTY) this.out.write(ANEW);
  }

  #show(where: string): void {
    const text = `${Math.round((Date.now() - this.#started) / 1000)} s: ${where}`;
    // A line that wraps could not be taken back.
    if (this.out.isTTY) this.out.write(ANEW + text.slice(0, this.out.columns - 1));
    else this.print(text);
  }
}
