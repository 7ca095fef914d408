import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { OwnInstance } from '../../helpers/instance.js';
import { runCommand } from '../../helpers/commands.js';
import type { Run } from '../../helpers/commands.js';

/** A version's row as the database has it, its value as text. */
export type RawRow = Record<string, unknown> & { id: string; value: string | null; archive_file_id: string };

/** Runs `directus artifacts archive` for everything that is decided by now, whatever its size, unless told otherwise. */
export function runArchive(instance: OwnInstance, ...args: string[]): Promise<Run> {
  return runCommand(instance, archiving(...args));
}

/** The arguments of such a run. */
export function archiving(...args: string[]): string[] {
  return ['archive', `--before=${new Date().toISOString()}`, '--min-size=200', ...args];
}

/** Runs `directus artifacts unarchive`. */
export function runRestore(instance: OwnInstance, ...args: string[]): Promise<Run> {
  return runCommand(instance, ['unarchive', ...args]);
}

/** Rows as they are, with the very characters of the value. */
export async function rawRows({ knex, vendor }: OwnInstance, ids: string[]): Promise<RawRow[]> {
  const value = vendor === 'postgres' ? knex.raw('CAST(value AS text) AS value') : 'value';
  return knex('artifact_versions').select('*', value).whereIn('id', ids).orderBy('id');
}

/** The same without what archiving changes, and when. */
export function besidesArchive(rows: RawRow[]): Record<string, unknown>[] {
  return rows.map(({ value: _, archive_file_id: __, archived_at: ___, ...row }) => row);
}

/** Where the bytes of a file are. */
export async function pathOf(instance: OwnInstance, fileId: string): Promise<string> {
  const { filename_disk }: { filename_disk: string } = await instance
    .knex('directus_files')
    .where({ id: fileId })
    .first();
  return join(instance.place.env['STORAGE_LOCAL_ROOT']!, filename_disk);
}

/** The text that a compressed file holds. */
export async function unpacked(path: string): Promise<string> {
  return gunzipSync(await readFile(path)).toString('utf8');
}
