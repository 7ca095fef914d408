import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { contentHash } from '../../src/domain/content-hash.js';
import { childLineage, rootLineage } from '../../src/domain/lineage.js';
import type { Lineage, LineageParent } from '../../src/domain/lineage.js';
import type { Json, Key } from '../../src/domain/words.js';
import type { HistoryStep } from './random-history.js';

/** SQLite takes at most 500 rows in one insert; windows of 17 kB make more of them no faster. */
const ROWS_AT_ONCE = 200;

export interface LineName {
  projectId: Key;
  schemaKey: string;
}

/** What makes one version differ from the next. */
type ValueOf = (versionNumber: number) => Json;

const numbered: ValueOf = (versionNumber) => ({ n: versionNumber });

interface Options {
  /** Value of a version by its number; two numbers with equal values make versions of equal content. */
  value?: ValueOf;
}

/**
 * Inserts a chain of `count` pending versions by SQL, much faster than recording them one by one, with the content
 * hashes and the lineage that recording gives them. The guards stay on.
 *
 * @param line.from the version that the first one builds on; without it the first one is a root
 * @param line.mergeFrom the second parent of the first one
 * @returns ids, the oldest first
 */
export async function growLine(
  knex: Knex,
  line: LineName & Options & { from?: string | null; mergeFrom?: string; count: number },
): Promise<string[]> {
  const { from = null, mergeFrom = null, count } = line;
  const rows = await Rows.open(knex, line, from);
  const generation = mergeFrom === null ? 0 : await generationOf(knex, mergeFrom);
  const ids: string[] = [];
  for (let index = 0; index < count; index++) {
    const merged = index === 0 && mergeFrom !== null ? { id: mergeFrom, generation } : null;
    ids.push(await rows.add(ids.at(-1) ?? from, merged));
  }
  await rows.flush();
  return ids;
}

/** Inserts a history as a line of its own, as {@link growLine} does, and returns the ids of its steps. */
export async function insertHistory(
  knex: Knex,
  line: LineName & Options,
  history: HistoryStep[],
): Promise<string[]> {
  const rows = await Rows.open(knex, line, null);
  const ids: string[] = [];
  const idOf = (step: number | null): string | null => (step === null ? null : (ids[step] ?? null));
  for (const { parent, mergeParent } of history) {
    const merged = idOf(mergeParent);
    const generation = rows.generations.get(merged ?? '') ?? 1;
    ids.push(await rows.add(idOf(parent), merged === null ? null : { id: merged, generation }));
  }
  await rows.flush();
  return ids;
}

/** Rows of one line on their way into the database. */
class Rows {
  readonly generations = new Map<string, number>();
  private readonly known = new Map<string, LineageParent>();
  private pending: Record<string, unknown>[] = [];

  private constructor(
    private readonly knex: Knex,
    private readonly line: LineName & Options,
    private readonly parentOf: Map<string, string | null>,
    private versionNumber: number,
  ) {}

  /** @param from the row of the database that will be built on */
  static async open(knex: Knex, line: LineName & Options, from: string | null): Promise<Rows> {
    const there: { id: string; parent_id: string | null }[] = await knex('artifact_versions')
      .select('id', 'parent_id')
      .where({ project_id: line.projectId, schema_key: line.schemaKey });
    const parentOf = new Map(there.map(({ id, parent_id }) => [id, parent_id]));
    const rows = new Rows(knex, line, parentOf, there.length);
    if (from !== null) rows.known.set(from, await readParent(knex, from));
    return rows;
  }

  async add(parentId: string | null, merged: { id: string; generation: number } | null): Promise<string> {
    this.versionNumber++;
    const { projectId, schemaKey, value: valueOf = numbered } = this.line;
    const id = randomUUID();
    const value = valueOf(this.versionNumber);
    const hash = contentHash({ value, files: [] });
    const parent = parentId === null ? null : this.known.get(parentId);
    if (parent === undefined) throw new Error(`${parentId} is not in this line`);
    this.parentOf.set(id, parentId);
    const lineage = parent === null ? rootLineage(hash) : childLineage({ parent, hash });
    const stored = {
      content_hash: hash,
      lineage_depth: lineage.lineage_depth,
      lineage_jump_id: this.jumpOf(id, lineage),
      generation: Math.max(lineage.generation, merged === null ? 1 : merged.generation + 1),
    };
    this.known.set(id, { id, version_lineage: lineage.version_lineage, ...stored });
    this.generations.set(id, stored.generation);
    this.pending.push({
      id,
      project_id: projectId,
      schema_key: schemaKey,
      version_number: this.versionNumber,
      value: JSON.stringify(value),
      parent_id: parentId,
      parent_hash: parent?.content_hash ?? null,
      merge_parent_id: merged?.id ?? null,
      change_origin: parent === null ? 'deployment' : 'sync',
      version_lineage: JSON.stringify(lineage.version_lineage),
      date_created: new Date(),
      ...stored,
    });
    if (this.pending.length === ROWS_AT_ONCE) await this.flush();
    return id;
  }

  async flush(): Promise<void> {
    if (this.pending.length > 0) await this.knex('artifact_versions').insert(this.pending);
    this.pending = [];
  }

  /** Walks up one by one, where the system hops: so it cannot make the same mistake. */
  private jumpOf(id: string, { jump, lineage_depth }: Lineage): string | null {
    if (jump.kind === 'self') return id;
    if (jump.kind === 'row') return jump.id;
    let at: string | null = id;
    for (let depth = lineage_depth; depth > jump.depth && at !== null; depth--) {
      at = this.parentOf.get(at) ?? null;
    }
    return at;
  }
}

async function readParent(knex: Knex, id: string): Promise<LineageParent> {
  const row: (LineageParent & { version_lineage: unknown }) | undefined = await knex('artifact_versions')
    .select('id', 'content_hash', 'version_lineage', 'lineage_depth', 'lineage_jump_id', 'generation')
    .where({ id })
    .first();
  if (row === undefined) throw new Error(`There is no version ${id}`);
  const stored: unknown = row.version_lineage;
  return {
    ...row,
    // PostgreSQL's driver has parsed it already.
    version_lineage: typeof stored === 'string' ? (JSON.parse(stored) as string[]) : row.version_lineage,
  };
}

async function generationOf(knex: Knex, id: string): Promise<number> {
  return (await readParent(knex, id)).generation ?? 1;
}
