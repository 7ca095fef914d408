import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { elevated } from './elevated.js';
import type { Caller, Host } from './host.js';
import { readBytes } from './read-bytes.js';

/** Bytes of a value as JSON text, more than PostgreSQL holds: what unpacks to more was not packed here. */
const LARGEST_VALUE = 300 * 1024 * 1024;

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** The bytes of an archive file for this text. */
export function packText(text: string): Promise<Uint8Array> {
  return pack(Buffer.from(text, 'utf8'));
}

/**
 * Puts packed bytes into a file of their own, in the storage that Directus uses for new files. Elevated: it is for
 * the operator's command, and whoever that is has no user.
 *
 * @returns the id of the file
 */
export async function writeArchive(
  host: Host,
  caller: Caller,
  archive: { bytes: Uint8Array; name: string; folder: string },
): Promise<string> {
  const { schema, accountability } = elevated(caller);
  const files = new host.services.FilesService({ knex: host.database, schema, accountability });
  const id = randomUUID();
  const row = {
    id,
    // Known before the bytes are written: the deletion of a file without a disk name fails, and leaves its bytes.
    filename_disk: `${id}.gz`,
    filename_download: archive.name,
    title: 'Archived value',
    type: 'application/gzip',
    folder: archive.folder,
  };
  await files.uploadOne(Readable.from([Buffer.from(archive.bytes)]), row, undefined, { emitEvents: false });
  return id;
}

/**
 * The text in an archive file.
 *
 * @throws Directus' FORBIDDEN when the file or its bytes are missing
 * @throws Error when the bytes are not what {@link packText} makes
 */
export async function readArchive(host: Host, caller: Caller, fileId: string): Promise<string> {
  const file = { id: fileId, limit: LARGEST_VALUE, knex: host.database };
  const bytes = await readBytes(host, caller, file);
  if (bytes === null) throw new Error(`more than ${LARGEST_VALUE} bytes`);
  const text = await unpack(bytes, { maxOutputLength: LARGEST_VALUE });
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(text);
}
