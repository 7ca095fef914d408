import { Readable } from 'node:stream';
import type { Knex } from 'knex';
import { elevated } from './elevated.js';
import type { Caller, Host } from './host.js';

/**
 * A file's bytes as a stream, and how many there are. Elevated like the digest; callers check beforehand that the
 * file may be read.
 *
 * @throws Directus' FORBIDDEN when the file or its bytes are missing
 */
export async function openFile(
  host: Host,
  caller: Caller,
  id: string,
  knex: Knex,
): Promise<{ stream: Readable; size: number }> {
  const { schema, accountability } = elevated(caller);
  const assets = new host.services.AssetsService({ knex, schema, accountability });
  const { stream, stat } = (await assets.getAsset(id, { transformationParams: {} })) as {
    stream: Readable;
    stat: { size: number };
  };
  return { stream, size: stat.size };
}

/** What a new file is called and made of. */
export interface NewFile {
  id: string;
  filename_download: string;
  title: string | null;
  type: string | null;
  bytes: AsyncIterable<Buffer>;
}

/**
 * Puts bytes into a file with this id, in the storage that Directus uses for new files. Elevated: it is for the
 * operator's commands, and whoever that is has no user.
 *
 * @throws Directus' errors when the storage does not take them; it then has removed the row again
 */
export async function storeFile(host: Host, caller: Caller, file: NewFile): Promise<void> {
  const { schema, accountability } = elevated(caller);
  const files = new host.services.FilesService({ knex: host.database, schema, accountability });
  const row = {
    id: file.id,
    // Known before the bytes are written: the deletion of a file without a disk name fails, and leaves its bytes.
    filename_disk: `${file.id}${suffixOf(file.filename_download)}`,
    filename_download: file.filename_download,
    ...(file.title === null ? {} : { title: file.title }),
    type: file.type ?? 'application/octet-stream',
  };
  await files.uploadOne(Readable.from(file.bytes), row, undefined, { emitEvents: false });
}

/** The ending of a name, if it is one that every file system takes. */
function suffixOf(name: string): string {
  return /\.[a-z0-9]{1,16}$/i.exec(name)?.[0] ?? '';
}
