import { uploadFiles } from '@directus/sdk';

/** @typedef {import('../../cli/lib/policies.js').Client} Client */
/** @typedef {{ bytes: Buffer, name: string, type: string }} NamedFile */

/**
 * Uploads a file and returns its id.
 * @param {Client} client
 * @param {NamedFile} file
 * @returns {Promise<string>}
 */
export async function upload(client, { bytes, name, type }) {
  const form = new FormData();
  form.append('title', name);
  form.append('file', new Blob([new Uint8Array(bytes)], { type }), name);
  const { id } = await client.request(uploadFiles(form, { fields: ['id'] }));
  return id;
}
