import type { Key } from '../../../src/domain/words.js';
import type { Instance } from '../../helpers/instance.js';

/** A version's place in the history, as its row says. */
export interface LineageRow {
  id: string;
  schema_key: string;
  version_number: number;
  content_hash: string;
  parent_id: string | null;
  parent_hash: string | null;
  merge_parent_id: string | null;
  change_origin: string | null;
  version_lineage: string[];
  lineage_depth: number;
  lineage_jump_id: string | null;
  generation: number;
}

const WINDOW = 256;

/** All versions of a project as our own connection finds them, by line and number. */
export async function lineageRows({ knex }: Instance, projectId: Key): Promise<LineageRow[]> {
  const rows: (LineageRow & { version_lineage: unknown })[] = await knex('artifact_versions')
    .where({ project_id: projectId })
    .orderBy(['schema_key', 'version_number']);
  return rows.map((row) => ({ ...row, version_lineage: parse(row.version_lineage) }));
}

/** The driver of PostgreSQL has parsed JSON already, the one of SQLite gives its text. */
function parse(stored: unknown): string[] {
  return (typeof stored === 'string' ? JSON.parse(stored) : stored) as string[];
}

/**
 * Where what is stored about the ancestry is not what a plain walk over the parents finds: row by row up to the
 * root, with no window, no jump and nothing of the system's own code. Empty when all is right.
 */
export function walkFlaws(rows: LineageRow[]): string[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return rows.flatMap((row) => {
    const path = pathTo(row, byId);
    const hashes = path.map((step) => step.content_hash);
    const [root] = path;
    // The parent of an orphan is a hash without a row, which counts as its root.
    const missing = root?.parent_hash ?? null;
    const all = missing === null ? hashes : [missing, ...hashes];
    const windowRows = missing === null ? path : [null, ...path];
    const expected = {
      version_lineage: all.slice(-WINDOW),
      lineage_depth: all.length - 1,
      lineage_jump_id: windowRows.at(-Math.min(WINDOW, windowRows.length))?.id ?? null,
      generation: path.length,
      parent_hash: path.at(-2)?.content_hash ?? missing,
    };
    return Object.entries(expected).flatMap(([column, value]) => {
      const stored = row[column as keyof typeof expected];
      if (JSON.stringify(stored) === JSON.stringify(value)) return [];
      return [`${row.schema_key} #${row.version_number}: ${column} is ${JSON.stringify(stored)}`];
    });
  });
}

/** From the root to the row itself; throws on a cycle, which a walk would never leave. */
function pathTo(row: LineageRow, byId: Map<string, LineageRow>): LineageRow[] {
  const path: LineageRow[] = [];
  const seen = new Set<string>();
  for (let at: LineageRow | undefined = row; at !== undefined; at = byId.get(at.parent_id ?? '')) {
    if (seen.has(at.id)) throw new Error(`#${row.version_number} is its own ancestor`);
    seen.add(at.id);
    path.unshift(at);
  }
  return path;
}
