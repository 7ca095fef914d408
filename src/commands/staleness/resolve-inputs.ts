import type { Knex } from 'knex';
import { type InputReference, joinInputs } from '../../domain/staleness/inputs.js';
import type { Key, VersionInput } from '../../domain/words.js';
import type { Caller, Host } from '../../directus/host.js';
import { readableAmong } from '../../directus/readable.js';
import { InputNotFound, InvalidPayload } from '../../errors/index.js';
import { type InputRow, inputRows, liveAt, pastPlaceName } from '../../store/inputs.js';
import type { RecordInput } from '../record-input.js';

/** What versions of a request are made from. */
interface ResolvedInputs {
  /** By the id of the version to record; null for those that say nothing. */
  of: Map<string, VersionInput[] | null>;
  /** Inputs that may still be edited until something is made from them. */
  open: string[];
}

/**
 * Finds the versions that others say they are made from, in a number of statements that does not depend on how many
 * these are. In the transaction that records them, so that what was live at a version of the context is so for good.
 *
 * @throws InputNotFound for one that does not exist, is of another project or key, was not live then, or that the caller
 *   may not read: the same words for all of these, which tell nothing about what the caller may not read
 * @throws InvalidPayload for an input of the version's own key, which its lineage tells
 */
export async function resolveInputs(
  { host, caller, trx }: { host: Host; caller: Caller; trx: Knex },
  inputs: RecordInput[],
): Promise<ResolvedInputs> {
  const asked = inputs.flatMap(({ project_id, inputs: references = [] }) =>
    references.map((reference) => ({ ...reference, project_id })),
  );
  const past = await liveAt(trx, asked.flatMap(placeOf));
  const named = asked.flatMap(({ version_id }) => version_id ?? []);
  const rows = new Map((await inputRows(trx, named)).map((row) => [row.id, row]));
  const ids = [...rows.keys(), ...[...past.values()].map(({ id }) => id)];
  const readable = ids.length === 0 ? new Set<string>() : await readableOf(host, caller, trx, ids);
  const find = (reference: InputReference & { project_id: Key }): InputRow | null => {
    const [place] = placeOf(reference);
    const there = place === undefined ? null : (past.get(pastPlaceName(place)) ?? null);
    const found = reference.version_id === undefined ? there : (rows.get(reference.version_id) ?? null);
    const fits =
      found !== null &&
      readable.has(found.id) &&
      found.schema_key === reference.schema_key &&
      String(found.project_id) === String(reference.project_id) &&
      (place === undefined || there?.id === found.id);
    return fits ? found : null;
  };
  const open = new Set<string>();
  const of = new Map<string, VersionInput[] | null>();
  for (const input of inputs) {
    const resolved = input.inputs?.map((reference, index): VersionInput => {
      if (reference.schema_key === input.schema_key) throw ownKey(input, index);
      const found = find({ ...reference, project_id: input.project_id });
      if (found === null) throw notFound(reference, index);
      if (found.status === 'pending') open.add(found.id);
      const { schema_key, id: version_id } = found;
      const { context_version } = reference;
      return { schema_key, version_id, ...(context_version === undefined ? {} : { context_version }) };
    });
    of.set(input.id, joinInputs(resolved ?? input.inheritedInputs ?? null));
  }
  return { of, open: [...open] };
}

function placeOf({
  project_id,
  schema_key,
  context_version,
}: InputReference & { project_id: Key }): { project_id: Key; schema_key: string; context_version: number }[] {
  return context_version === undefined ? [] : [{ project_id, schema_key, context_version }];
}

async function readableOf(host: Host, caller: Caller, trx: Knex, ids: string[]): Promise<Set<string>> {
  return readableAmong(host, caller, 'artifact_versions', [...new Set(ids)], trx);
}

function notFound({ schema_key, version_id, context_version }: InputReference, index: number): Error {
  const which =
    version_id === undefined
      ? `version of "${schema_key}" that was live at context version ${context_version ?? ''}`
      : `version ${version_id} of "${schema_key}"${context_version === undefined ? '' : ` that was live at context version ${context_version}`}`;
  return new InputNotFound({
    field: 'inputs',
    pointer: `/${index}`,
    reason: `"inputs/${index}": in this project there is no ${which} that you may read`,
  });
}

function ownKey({ schema_key }: RecordInput, index: number): Error {
  return new InvalidPayload({
    field: 'inputs',
    pointer: `/${index}/schema_key`,
    reason: `"inputs/${index}" is of "${schema_key}" itself; what a version of this key builds on is said with "parent_id"`,
  });
}
