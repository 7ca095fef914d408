import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { callServer } from './call-server';
import { triesOf } from './idempotency';
import { multipart } from './multipart';
import { listField } from './plans/request-plan';
import type { Read } from './plans/request-plan';
import { isRecord } from './read-refusal';

/**
 * Uploads binary fields of an item to Directus, one after the other.
 *
 * @param folderId of Directus, or nothing for its root
 * @returns the files as Directus describes them, in the order of the names
 */
export async function uploadFiles(
  context: IExecuteFunctions,
  read: Read,
  itemIndex: number,
  folderId?: unknown,
): Promise<IDataObject[]> {
  const files: IDataObject[] = [];
  for (const name of listField(read('binaryFields')) ?? []) {
    const field = String(name);
    const binary = context.helpers.assertBinaryData(itemIndex, field);
    const bytes = await context.helpers.getBinaryDataBuffer(itemIndex, field);
    const fileName = binary.fileName ?? field;
    const { body, contentType } = multipart(
      { bytes, name: fileName, type: binary.mimeType },
      { title: fileName, ...(typeof folderId === 'string' && folderId !== '' ? { folder: folderId } : {}) },
    );
    const plan = { method: 'POST' as const, path: '/files', body, headers: { 'Content-Type': contentType } };
    const answer = await callServer(context, plan, { tries: triesOf(read), itemIndex });
    files.push(uploadedFile(context, answer.body, itemIndex));
  }
  return files;
}

/** Directus answers an upload that it took but that its user may not read with an empty body. */
function uploadedFile(context: IExecuteFunctions, body: unknown, itemIndex: number): IDataObject {
  const file = isRecord(body) ? body['data'] : undefined;
  if (isRecord(file) && typeof file['id'] === 'string') return file as IDataObject;
  throw new NodeOperationError(context.getNode(), 'Directus took the file, but did not say its ID.', {
    itemIndex,
    description: 'Give the user of the credential the right to read files.',
  });
}
