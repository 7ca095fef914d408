import { open, readFile, rm } from 'node:fs/promises';
import { rmSync } from 'node:fs';
import { rowsOf, vendorOf } from '../../../migrations/lib/vendor.js';
import { Problem } from '../problem.js';

/** @import { Knex } from 'knex' */

/** Of the moves of one database. */
const LOCK = 4_718_202_602;

const TAKEN = 'Another move of files is running on this database. Wait until it has ended.';

/**
 * Makes this the only move of files on its database until the process ends, however it ends. Two would write the same
 * unfinished copies.
 *
 * @param {Knex} knex
 * @throws {Problem} when there is one already
 */
export async function beTheOnlyOne(knex) {
  if (vendorOf(knex) === 'sqlite') return lockFile(`${await databaseFile(knex)}-storage-move`);
  // Of a session: the connection stays out of the pool.
  /** @type {{ acquireConnection: () => Promise<unknown> }} */
  const client = knex.client;
  const connection = await client.acquireConnection();
  const { rows } = await knex.raw('SELECT pg_try_advisory_lock(?) AS got', [LOCK]).connection(connection);
  if (rows[0]?.got !== true) throw new Problem(TAKEN);
}

/** @param {Knex} knex */
async function databaseFile(knex) {
  /** @type {{ name: string, file: string }[]} */
  const databases = await rowsOf(knex, 'PRAGMA database_list');
  return databases.find(({ name }) => name === 'main')?.file ?? '';
}

/**
 * A file with our process id: whoever was killed is not there any more.
 *
 * @param {string} path
 */
async function lockFile(path) {
  for (let attempt = 0; ; attempt++) {
    try {
      const file = await open(path, 'wx');
      await file.writeFile(String(process.pid));
      await file.close();
      break;
    } catch (error) {
      const isTaken = error instanceof Error && 'code' in error && error.code === 'EEXIST';
      if (!isTaken || attempt > 0) throw error;
      if (isAlive(Number(await readFile(path, 'utf8')))) throw new Problem(TAKEN);
      await rm(path, { force: true });
    }
  }
  process.once('exit', () => rmSync(path, { force: true }));
}

/** @param {number} pid */
function isAlive(pid) {
  if (pid === 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
