import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { FileBeside } from '../commands/legacy-plan.js';
import { parseRows, UnreadableExport } from '../domain/legacy/parse-rows.js';
import type { LegacyRow } from '../domain/legacy/words.js';
import { Problem } from './cli-command.js';

/** What an export is called in a folder of its own. */
const NAMES = ['file_attachments.json', 'file_attachments.csv'];

/** An export and the folder that its files are in. */
export interface LegacyExport {
  rows: LegacyRow[];
  beside: (path: string) => Promise<FileBeside | null>;
}

/**
 * Reads an export of `file_attachments`.
 *
 * @param path a JSON or CSV file, or the folder that one is in
 * @throws Problem when it cannot be read as one
 */
export async function readLegacyExport(path: string): Promise<LegacyExport> {
  const file = (await stat(path)).isDirectory() ? await exportIn(path) : path;
  const format = /\.(json|csv)$/i.exec(file)?.[1]?.toLowerCase();
  if (format !== 'json' && format !== 'csv')
    throw new Problem(`${file} is neither a .json nor a .csv file. Nothing was changed.`);
  try {
    const rows = parseRows(decode(await readFile(file)), format);
    const folder = await realpath(dirname(file));
    return { rows, beside: (name) => findBeside(folder, name) };
  } catch (error) {
    if (!(error instanceof UnreadableExport)) throw error;
    throw new Problem(`${file} cannot be read: ${error.message}. Nothing was changed.`);
  }
}

async function exportIn(folder: string): Promise<string> {
  const there: string[] = [];
  for (const name of NAMES) {
    const found = await access(join(folder, name)).then(
      () => true,
      () => false,
    );
    if (found) there.push(name);
  }
  const [name] = there;
  if (name === undefined || there.length > 1)
    throw new Problem(
      `${folder} has ${name === undefined ? 'neither' : 'both'} ${NAMES.join(name === undefined ? ' nor ' : ' and ')}: name the export itself. Nothing was changed.`,
    );
  return join(folder, name);
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new UnreadableExport('it is not UTF-8; save it as that');
  }
}

/** A file in the folder or below it: whatever a path or a link leads to outside is not there. */
async function findBeside(folder: string, name: string): Promise<FileBeside | null> {
  try {
    const path = await realpath(join(folder, name));
    if (!path.startsWith(folder + sep) || !(await stat(path)).isFile()) return null;
    const hash = createHash('sha256');
    await pipeline(createReadStream(path), hash);
    return { name: basename(name), sha256: hash.digest('hex'), open: () => createReadStream(path) };
  } catch (error) {
    if (
      error instanceof Error &&
      'code' in error &&
      ['ENOENT', 'ENOTDIR', 'ELOOP'].includes(String(error.code))
    )
      return null;
    throw error;
  }
}
