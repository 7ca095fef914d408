import { resumeUrl } from './decision-callback';
import { addedFields } from './plans/request-plan';
import { recordBody } from './plans/versions';
import type { Run } from './run';
import { uploadFiles } from './upload-files';

/** Uploads the binary fields of an item, and makes of it what is recorded. */
export async function versionBody(run: Run): Promise<Record<string, unknown>> {
  const { context, read, itemIndex } = run;
  const files = await uploadFiles(context, read, itemIndex);
  const body = recordBody(
    read,
    files.map(({ id }) => String(id)),
  );
  // For a Wait for Decision further on in the same execution.
  return addedFields(read)['call_back'] === true
    ? { ...body, callback_url: resumeUrl(context, itemIndex) }
    : body;
}
