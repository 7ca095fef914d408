import { InvalidPayload } from '../../errors/index.js';
import type { VersionInput } from '../words.js';

/** How many inputs a version may name. */
export const MOST_INPUTS = 100;

/** An input as a client names it: by its id, or as what was live at a version of the context. Both must agree. */
export interface InputReference {
  schema_key: string;
  version_id?: string | undefined;
  context_version?: number | undefined;
}

const FIELDS = ['schema_key', 'version_id', 'context_version'];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** PostgreSQL refuses to compare its integer column with more. */
const HIGHEST = 2 ** 31 - 1;

/**
 * Reads `inputs` where no schema has looked at it.
 *
 * @returns undefined when nothing is said
 * @throws InvalidPayload naming the field, and by a pointer the place in it
 */
export function readInputs(given: unknown): InputReference[] | undefined {
  if (given === undefined || given === null) return undefined;
  if (!Array.isArray(given)) throw invalid('', 'must be a list of inputs');
  if (given.length > MOST_INPUTS) throw invalid('', `may have ${MOST_INPUTS} inputs at most`);
  return given.map((input: unknown, index) => readInput(input, `/${index}`));
}

function readInput(input: unknown, pointer: string): InputReference {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw invalid(pointer, 'must be an object with "schema_key" and "version_id" or "context_version"');
  }
  const unknown = Object.keys(input).find((field) => !FIELDS.includes(field));
  if (unknown !== undefined) throw invalid(`${pointer}/${unknown}`, 'is not known here');
  const { schema_key, version_id, context_version } = input as Record<string, unknown>;
  if (typeof schema_key !== 'string' || schema_key === '' || schema_key.length > 255) {
    throw invalid(`${pointer}/schema_key`, 'must be a schema key');
  }
  const id = version_id ?? undefined;
  if (id !== undefined && (typeof id !== 'string' || !UUID.test(id))) {
    throw invalid(`${pointer}/version_id`, 'must be a uuid');
  }
  const at = context_version ?? undefined;
  if (at !== undefined && !isContextVersion(at)) {
    throw invalid(`${pointer}/context_version`, 'must be a whole number');
  }
  if (id === undefined && at === undefined) {
    throw invalid(pointer, 'needs a "version_id" or a "context_version"');
  }
  return { schema_key, version_id: id?.toLowerCase(), context_version: at };
}

function isContextVersion(given: unknown): given is number {
  return Number.isInteger(given) && Number(given) >= 0 && Number(given) <= HIGHEST;
}

/** Inputs of several versions together, each version once, in their order: at most {@link MOST_INPUTS}. */
export function joinInputs(...lists: (VersionInput[] | null)[]): VersionInput[] | null {
  if (lists.every((list) => list === null)) return null;
  const joined = new Map<string, VersionInput>();
  for (const input of lists.flatMap((list) => list ?? [])) {
    if (!joined.has(input.version_id)) joined.set(input.version_id, input);
  }
  return [...joined.values()].slice(0, MOST_INPUTS);
}

/** Whether two versions were made from the same ones, in whatever order these are said. */
export function sameInputs(one: VersionInput[], other: VersionInput[] | null): boolean {
  const ids = new Set(one.map((input) => input.version_id));
  const others = new Set(other?.map((input) => input.version_id));
  return ids.size === others.size && [...ids].every((id) => others.has(id));
}

function invalid(pointer: string, flaw: string): Error {
  const where = pointer === '' ? '"inputs"' : `"inputs${pointer}"`;
  return new InvalidPayload({ field: 'inputs', pointer, reason: `${where} ${flaw}` });
}
