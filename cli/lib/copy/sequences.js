/** @import { Knex } from 'knex' */

/**
 * Lets every counted key go on after the largest one that is or, as far as SQLite knows, ever was there: what was
 * deleted is still named by the activity log.
 *
 * @param {Knex.Transaction} trx of the target
 * @param {Knex} source
 */
export async function setSequences(trx, source) {
  /** @type {{ rows: { owner: string, name: string, sequence: string | null }[] }} */
  const { rows } = await trx.raw(
    `SELECT c.relname AS owner, a.attname AS name,
       pg_get_serial_sequence(quote_ident(n.nspname) || '.' || quote_ident(c.relname), a.attname) AS sequence
     FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = current_schema() AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped`,
  );
  const counted = (await source.schema.hasTable('sqlite_sequence'))
    ? await source('sqlite_sequence').select('name', 'seq')
    : [];
  const ever = new Map(counted.map(({ name, seq }) => [String(name), Number(seq)]));
  for (const { owner, name, sequence } of rows.filter((row) => row.sequence !== null)) {
    await trx.raw('SELECT setval(?, greatest((SELECT coalesce(max(??), 0) FROM ??), ?) + 1, false)', [
      sequence,
      name,
      owner,
      ever.get(owner) ?? 0,
    ]);
  }
}
