import type { Json, Key } from '../../src/domain/words.js';
import { becomeWriter } from '../../src/store/dialect.js';
import { withoutContextGuard } from '../../migrations/lib/guards.js';
import type { Instance } from './instance.js';

/** Writes a context behind everybody's back, as only the owner of the database can: with its guard out of the way. */
export async function overwriteContext({ knex }: Instance, id: Key, context: Json): Promise<void> {
  await knex.transaction(async (trx) => {
    // Looking for the guards first would fail at once while the server writes, on SQLite.
    await becomeWriter(trx);
    await withoutContextGuard(trx, async () => {
      const hit = await trx('projects')
        .where({ id })
        .update({ context: JSON.stringify(context) });
      if (hit !== 1) throw new Error(`There is no project ${id}.`);
    });
  });
}
