import type { Knex } from 'knex';
import type { Version } from '../domain/words.js';
import { InvalidPayload } from '../errors/index.js';

/** Lines decided on so far, per transaction: an array PATCH reaches the filter once for each of its items. */
const decided = new WeakMap<Knex.Transaction, Map<string, string>>();

/**
 * Refuses a second decision on the same line in one transaction, where {@link decide} sees only one at a time.
 *
 * @throws InvalidPayload naming both versions
 */
export function claimLines(trx: Knex.Transaction, versions: Version[]): void {
  const lines = decided.get(trx) ?? new Map<string, string>();
  decided.set(trx, lines);
  for (const version of versions) {
    const line = JSON.stringify([String(version.project_id), version.schema_key]);
    const other = lines.get(line);
    if (other !== undefined && other !== version.id) {
      throw new InvalidPayload({
        field: 'id',
        reason: `One request may decide on one version of "${version.schema_key}" only, not on ${other} and ${version.id}`,
      });
    }
    lines.set(line, version.id);
  }
}
