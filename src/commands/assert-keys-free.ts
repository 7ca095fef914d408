import type { Knex } from 'knex';
import { ancestorsOf, keysConflict } from '../domain/schema-key.js';
import { SchemaKeyConflict } from '../errors/index.js';
import { type Line, occupiedKeys } from '../store/lines.js';

/**
 * Refuses a schema key that lies above or below one that is approved or live in the same project, or in the
 * same request: in the context `brand` and `brand.logo` would overwrite each other.
 *
 * @throws SchemaKeyConflict naming both keys
 */
export async function assertKeysFree(knex: Knex, lines: Line[]): Promise<void> {
  for (const [index, line] of lines.entries()) {
    const earlier = lines
      .slice(0, index)
      .filter((other) => String(other.project_id) === String(line.project_id))
      .map((other) => other.schema_key);
    const taken = await occupiedKeys(knex, line.project_id, {
      keys: ancestorsOf(line.schema_key),
      below: line.schema_key,
    });
    const rival = [...earlier, ...taken].find((key) => keysConflict(key, line.schema_key));
    if (rival !== undefined) {
      throw new SchemaKeyConflict({ schema_key: line.schema_key, conflicts_with: rival });
    }
  }
}
