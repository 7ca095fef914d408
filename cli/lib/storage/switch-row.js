import { setTimeout as sleep } from 'node:timers/promises';
import { changeSchema, rowsOf, vendorOf } from '../../../migrations/lib/vendor.js';
import { note } from './journal.js';
import { fingerprintOf, markOf, readFile } from './which-files.js';

/**
 * @import { Knex } from 'knex'
 * @import { FileRow } from './types.d.ts'
 */

/** Deadlock and serialization failure: right when tried again. */
const TRANSIENT = ['40P01', '40001'];
const ATTEMPTS = 5;

/** On SQLite: the guard that refuses the move of a sealed file, and the one that takes every move for new bytes. */
const FILE_GUARDS = ['artifact_guard_bytes_replace', 'artifact_guard_bytes_replaced'];

/**
 * Makes a file's row name its new place, and notes what is to be deleted in the old one, in one transaction. Content
 * hashes and the cached digest stay: the bytes are the same.
 *
 * @param {Knex} knex
 * @param {{ file: FileRow, to: string, copied: { sha256: string, size: number, modified: string } }} move file: as it
 *   was before its bytes were read
 * @returns {Promise<boolean>} false when its row has changed since, and nothing was done
 */
export async function switchRow(knex, move) {
  if (vendorOf(knex) === 'sqlite') return changeSchema(knex, (trx) => withoutFileGuards(trx, move));
  for (let attempt = 1; ; attempt++) {
    try {
      return await knex.transaction((trx) => withFileGuardOff(trx, move));
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      if (attempt >= ATTEMPTS || !TRANSIENT.includes(code)) throw error;
      await sleep(50 * 2 ** attempt * (0.5 + Math.random()));
    }
  }
}

/**
 * PostgreSQL's guard knows a setting that lets a move pass; `SET LOCAL` ends with the transaction.
 *
 * @param {Knex.Transaction} trx
 * @param {Parameters<typeof switchRow>[1]} move
 */
async function withFileGuardOff(trx, move) {
  // Versions before files, as whoever decides does: the trigger below writes to them.
  const versions = await hashedVersions(trx, move.file.id).orderBy('id').forUpdate();
  await trx('directus_files').select('id').where({ id: move.file.id }).forUpdate();
  await trx.raw(`SET LOCAL artifacts.file_guard = 'off'`);
  if (!(await write(trx, move))) return false;
  // The trigger has taken the move for new bytes, and forgotten the hashes of what is not decided yet.
  for (const { id, content_hash } of versions)
    await trx('artifact_versions').where({ id }).whereNull('content_hash').update({ content_hash });
  return true;
}

/**
 * SQLite has no such setting. Its triggers are part of the transaction, which is the only one that writes: nobody ever
 * sees the table without them.
 *
 * @param {Knex.Transaction} trx
 * @param {Parameters<typeof switchRow>[1]} move
 */
async function withoutFileGuards(trx, move) {
  /** @type {{ name: string, sql: string }[]} */
  const guards = await rowsOf(
    trx,
    `SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name IN (${FILE_GUARDS.map(() => '?').join(', ')})`,
    FILE_GUARDS,
  );
  for (const { name } of guards) await trx.raw('DROP TRIGGER ??', [name]);
  const written = await write(trx, move);
  for (const { sql } of guards) await trx.raw(sql);
  return written;
}

/**
 * @param {Knex.Transaction} trx
 * @param {Parameters<typeof switchRow>[1]} move
 */
async function write(trx, { file, to, copied }) {
  const now = await readFile(trx, file.id);
  if (now === null || markOf(now) !== markOf(file)) return false;
  await trx('directus_files').where({ id: file.id }).update({ storage: to });
  const fingerprint = fingerprintOf({ ...now, storage: to });
  const { sha256, size, modified } = copied;
  await trx('artifact_file_digests')
    .insert({ file_id: file.id, sha256, fingerprint, date_created: new Date() })
    .onConflict('file_id')
    .merge();
  const name = file.filename_disk;
  await note(trx, {
    file_id: file.id,
    from_storage: file.storage,
    to_storage: to,
    name,
    sha256,
    size,
    modified,
  });
  return true;
}

/**
 * @param {Knex.Transaction} trx
 * @param {string} fileId
 */
function hashedVersions(trx, fileId) {
  return trx('artifact_versions')
    .select('id', 'content_hash')
    .whereNotNull('content_hash')
    .where((either) => {
      void either
        .where({ primary_file_id: fileId })
        .orWhereIn(
          'id',
          trx('artifact_files').select('artifact_version_id').where({ directus_files_id: fileId }),
        );
    });
}
