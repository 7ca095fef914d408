import { mkdtemp, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where Linux keeps files in memory. Containers often have 64 MB there, which is too little. */
const IN_MEMORY = '/dev/shm';
const ENOUGH_BYTES = 4 * 1024 ** 3;

/**
 * A new folder for databases and uploads of tests. In memory where there is room: SQLite waits for the disk several times in
 * each of its transactions, which takes longer than what is tested and says nothing about it.
 */
export async function makeBedFolder(): Promise<string> {
  const room = await statfs(IN_MEMORY).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => 0,
  );
  return mkdtemp(join(room >= ENOUGH_BYTES ? IN_MEMORY : tmpdir(), 'artifacts-tests-'));
}
