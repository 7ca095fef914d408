/** A cache that forgets what was not asked for the longest, once it holds more than `most`. */
export class LeastRecent<T> {
  readonly #kept = new Map<string, { value: T; weight: number }>();
  #weight = 0;

  /** @param most total weight of what is kept */
  constructor(private readonly most: number) {}

  get(key: string): T | undefined {
    const found = this.#kept.get(key);
    if (found === undefined) return undefined;
    // A map keeps the order of insertion: now it is the newest.
    this.#kept.delete(key);
    this.#kept.set(key, found);
    return found.value;
  }

  set(key: string, value: T, weight = 1): void {
    this.#remove(key);
    this.#kept.set(key, { value, weight });
    this.#weight += weight;
    for (const oldest of this.#kept.keys()) {
      if (this.#weight <= this.most) return;
      this.#remove(oldest);
    }
  }

  #remove(key: string): void {
    this.#weight -= this.#kept.get(key)?.weight ?? 0;
    this.#kept.delete(key);
  }
}
