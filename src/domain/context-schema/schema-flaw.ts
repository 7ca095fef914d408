/** Why a `context_schema` cannot be used, and where in it. */
export class SchemaFlaw extends Error {
  /**
   * @param pointer JSON Pointer into the `context_schema`, or into the part of it that was looked at
   * @param flaw a clause without its subject and full stop, e.g. `must be an object`
   */
  constructor(
    readonly pointer: string,
    readonly flaw: string,
  ) {
    super(`${pointer === '' ? 'The schema' : pointer} ${flaw}`);
  }

  /** The same flaw, seen from further out. */
  below(pointer: string): SchemaFlaw {
    return new SchemaFlaw(pointer + this.pointer, this.flaw);
  }
}
