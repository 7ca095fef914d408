import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DIRECTUS_CLI, DIRECTUS_NODE, inRepository } from '../../../scripts/lib/paths.js';
import { as } from '../../helpers/api.js';
import { startInstance } from '../../helpers/instance.js';
import type { OwnInstance, Vendor } from '../../helpers/instance.js';
import { testBed } from '../../helpers/test-bed.js';

/** An instance with a second storage location, the same under another name, and one that cannot be written. */
export interface Stored extends OwnInstance {
  local: string;
  second: string;
}

/** Starts a server of its own that knows the locations `local`, `second`, `alias` (of `second`) and `broken`. */
export async function startStored(vendor: Vendor): Promise<Stored> {
  const second = join(testBed().folder, `second-${randomUUID().slice(0, 8)}`);
  const file = join(testBed().folder, `a-file-${randomUUID().slice(0, 8)}`);
  await writeFile(file, 'no folder');
  const instance = await startInstance({
    vendor,
    env: {
      STORAGE_LOCATIONS: 'local,second,alias,broken',
      STORAGE_SECOND_DRIVER: 'local',
      STORAGE_SECOND_ROOT: second,
      STORAGE_ALIAS_DRIVER: 'local',
      STORAGE_ALIAS_ROOT: `${second}/../${second.split('/').at(-1) ?? ''}`,
      STORAGE_BROKEN_DRIVER: 'local',
      STORAGE_BROKEN_ROOT: join(file, 'below'),
    },
  });
  return { ...instance, local: instance.place.env['STORAGE_LOCAL_ROOT']!, second };
}

/** What lies in a location; nothing where it does not exist yet. */
export async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).sort();
}

/** Where the rows say that these files are, by id. */
export async function placesOf({ knex }: Stored, ids: string[]): Promise<Record<string, string>> {
  const rows: { id: string; storage: string }[] = await knex('directus_files')
    .select('id', 'storage')
    .whereIn('id', ids);
  return Object.fromEntries(rows.map(({ id, storage }) => [id, storage]));
}

/** Digest of what the server gives for a file, or the status with which it refuses. */
export async function servedDigest({ url, admin }: Stored, id: string): Promise<string | number> {
  const reply = await fetch(`${url}/assets/${id}`, { headers: { Authorization: `Bearer ${admin.token}` } });
  const bytes = Buffer.from(await reply.arrayBuffer());
  return reply.status === 200 ? digestOf(bytes) : reply.status;
}

export function digestOf(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Uploads a text as the administrator, with a name on disk of its choice. */
export async function uploadAs(instance: Stored, text: string, filename_disk: string): Promise<string> {
  const admin = as(instance.url, instance.admin.token);
  const form = new FormData();
  form.append('filename_disk', filename_disk);
  form.append('file', new Blob([text], { type: 'text/plain' }), filename_disk);
  const reply = await admin.send<{ data?: { id: string } }>('POST', '/files', { body: form });
  if (reply.body.data === undefined) throw new Error(JSON.stringify(reply.body));
  return reply.body.data.id;
}

/** Starts the process that does the work of `storage move`, without the command around it: it can be killed itself. */
export function startMove(
  { place }: Stored,
  from: string,
  to: string,
): { child: ChildProcess; ended: Promise<unknown> } {
  // <api>/dist/cli/run.js
  const api = dirname(dirname(dirname(DIRECTUS_CLI)));
  const order = JSON.stringify({ from, to, all: true, limit: null });
  const child = fork(inRepository('cli/inside/move-files.js'), [api, 'move', order], {
    cwd: place.folder,
    env: place.env,
    execPath: DIRECTUS_NODE,
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  let last: unknown = null;
  child.on('message', (message) => (last = message));
  const ended = new Promise((resolve) => child.once('close', () => resolve(last)));
  return { child, ended };
}
