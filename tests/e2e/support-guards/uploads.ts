import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { expect } from 'vitest';
import type { Api } from '../../helpers/api.js';
import type { Instance, OwnInstance } from '../../helpers/instance.js';
import { uploadFile } from '../../helpers/sample.js';
import { rowOf } from './ledger.js';
import { outcomeOf } from './outcome.js';
import type { Outcome } from './outcome.js';
import { versionWith } from './stages.js';
import type { Status } from './stages.js';

/** The bytes of a file as they lie in the server's storage. */
export async function bytesOnDisk(instance: OwnInstance, fileId: string): Promise<string> {
  const { filename_disk } = await rowOf(instance, 'directus_files', fileId);
  return readFile(join(instance.place.env['STORAGE_LOCAL_ROOT']!, String(filename_disk)), 'utf8');
}

/** A version with two files, its primary one and one that is only linked. Their bytes are `sealed`. */
export async function versionWithFiles(
  instance: Instance,
  status: Status,
): Promise<{ versionId: string; fileIds: [string, string] }> {
  const fileIds: [string, string] = [
    await uploadFile(instance, 'sealed'),
    await uploadFile(instance, 'sealed'),
  ];
  const { version } = await versionWith(instance, status, { files: fileIds });
  return { versionId: version.id, fileIds };
}

/** Expects files to lie on the disk as {@link versionWithFiles} made them. */
export async function expectUntouched(instance: OwnInstance, fileIds: string[]): Promise<void> {
  for (const id of fileIds) expect(await bytesOnDisk(instance, id)).toBe('sealed');
}

/** Replaces the bytes of a file as the Studio does. Fields must come before the file. */
export async function replaceFile(
  api: Api,
  fileId: string,
  bytes: string,
  fields: Record<string, string> = {},
): Promise<Outcome> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob([bytes], { type: 'text/plain' }), 'note.txt');
  return outcomeOf(await api.send('PATCH', `/files/${fileId}`, { body: form }));
}

/** Every request of a resumable upload carries this. */
export const TUS = { 'tus-resumable': '1.0.0' };

/** Begins a resumable upload; with `id` in its metadata it is to replace that file. Returns its address. */
export async function beginUpload(
  api: Api,
  bytes: string,
  metadata: Record<string, string>,
  path = '/files/tus',
): Promise<{ status: number; code: string; location: string }> {
  const pairs = Object.entries({ filename_download: 'note.txt', type: 'text/plain', ...metadata });
  const reply = await api.send('POST', path, {
    headers: {
      ...TUS,
      'upload-length': String(Buffer.byteLength(bytes)),
      'upload-metadata': pairs
        .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
        .join(','),
    },
  });
  const location = reply.headers.get('location') ?? '';
  return {
    status: reply.status,
    code: codeOf(reply.body),
    location: location === '' ? '' : new URL(location, api.url).pathname,
  };
}

/** Sends all bytes of a resumable upload. */
export async function sendUpload(
  api: Api,
  location: string,
  bytes: string,
): Promise<{ status: number; code: string }> {
  const reply = await api.send('PATCH', location, {
    headers: {
      ...TUS,
      'upload-offset': '0',
      'content-type': 'application/offset+octet-stream',
    },
    body: bytes,
  });
  return { status: reply.status, code: codeOf(reply.body) };
}

function codeOf(body: unknown): string {
  const errors = (body as { errors?: { extensions: { code: string } }[] } | string | null) ?? '';
  return typeof errors === 'string' ? errors.trim() : (errors.errors?.[0]?.extensions.code ?? '');
}

/** A server that offers one file, for `/files/import`. */
export async function offerFile(bytes: string): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain' }).end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/${randomUUID()}.txt`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
