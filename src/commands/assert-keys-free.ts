import type { Knex } from 'knex';
import { keysConflict } from '../domain/schema-key.js';
import { SchemaKeyConflict } from '../errors/index.js';
import type { Line } from '../store/lines.js';
import { occupiedKeys } from '../store/occupied-keys.js';

/**
 * Refuses a schema key that lies above or below one that is approved or live in the same project, or in the
 * same request: in the context `brand` and `brand.logo` would overwrite each other.
 *
 * @throws SchemaKeyConflict naming both keys
 */
export async function assertKeysFree(knex: Knex, lines: Line[]): Promise<void> {
  const taken = await occupiedKeys(knex, lines);
  for (const [index, line] of lines.entries()) {
    const rival = [...lines.slice(0, index), ...taken].find(
      (other) =>
        String(other.project_id) === String(line.project_id) &&
        keysConflict(other.schema_key, line.schema_key),
    );
    if (rival !== undefined) {
      throw new SchemaKeyConflict({ schema_key: line.schema_key, conflicts_with: rival.schema_key });
    }
  }
}
