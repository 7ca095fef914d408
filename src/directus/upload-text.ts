import { Readable } from 'node:stream';
import { elevated } from './elevated.js';
import type { Caller, Host } from './host.js';
import { itemsAs } from './items.js';

/**
 * Uploads a text as a file like `template`, with that file's folder, title and type.
 *
 * @returns the id of the new file
 * @throws Directus' FORBIDDEN when the caller may not create files
 */
export async function uploadText(
  host: Host,
  caller: Caller,
  upload: { text: string; name: string; template: string },
): Promise<string> {
  const like = await itemsAs(host, caller, 'directus_files', host.database).readOne(upload.template, {
    fields: ['title', 'type', 'folder'],
  });
  const files = new host.services.FilesService({
    knex: host.database,
    schema: caller.schema,
    accountability: caller.accountability,
  });
  const id = await files.uploadOne(Readable.from([Buffer.from(upload.text, 'utf8')]), {
    ...like,
    filename_download: upload.name,
  });
  return String(id);
}

/**
 * Removes files that were uploaded for something that was then not recorded. Elevated, because whoever may create
 * a file may not always delete it. A failure is logged: it must not hide why nothing was recorded.
 */
export async function removeUploads(host: Host, caller: Caller, ids: string[]): Promise<void> {
  if (ids.length === 0) return;
  const { schema, accountability } = elevated(caller);
  try {
    const files = new host.services.FilesService({ knex: host.database, schema, accountability });
    await files.deleteMany(ids);
  } catch (error) {
    host.logger.error(error, `artifacts: could not remove the uploaded files ${ids.join(', ')}`);
  }
}
