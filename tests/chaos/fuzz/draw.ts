import fc from 'fast-check';

/** The draws of one request. The same seed draws the same, so a failure can be repeated and made smaller. */
export class Draw {
  constructor(private readonly generate: fc.GeneratorValue) {}

  /** A whole number from 0 to `below - 1`. */
  int(below: number): number {
    return this.generate(fc.nat, { max: below - 1 });
  }

  /** True once in so many draws. */
  once(inDraws: number): boolean {
    return this.int(inDraws) === inDraws - 1;
  }

  /** One of them, each as often as the others. */
  one<T>(items: readonly T[]): T {
    const item = items[this.int(items.length)];
    if (item === undefined) throw new Error('There is nothing to choose from.');
    return item;
  }

  /** Any text that JavaScript can hold, halves of surrogate pairs included. */
  text(maxLength: number): string {
    return this.generate(fc.string, { maxLength, unit: this.once(3) ? 'binary' : 'grapheme' });
  }

  /** Any JSON value. */
  json(): unknown {
    return this.generate(fc.jsonValue, { maxDepth: 4 });
  }
}
