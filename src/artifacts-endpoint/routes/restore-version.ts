import { restoreVersion } from '../../commands/restore-version.js';
import type { Json } from '../../domain/words.js';
import { defineRoute } from '../route.js';
import { data, version, versionParams } from '../schemas.js';
import { particulars, readParticulars } from './particulars.js';

/** `POST /versions/:id/restore` */
export const restoreVersionRoute = defineRoute({
  method: 'post',
  path: '/versions/:id/restore',
  summary: 'Record a new pending version with the content of an earlier one',
  description:
    'Going back is a step forward: nothing is rewritten, and the new version is reviewed like any other.',
  params: versionParams,
  body: particulars.meta({ id: 'RestoreRequest' }),
  responses: { 201: data(version) },
  errors: ['ARCHIVE_UNREADABLE', 'CONTENT_CHANGED', 'SCHEMA_KEY_CONFLICT', 'VALUE_SCHEMA_VIOLATION'],
  async handle({ host, caller, params, body, once }) {
    return restoreVersion({
      host,
      caller,
      once,
      versionId: params.id,
      particulars: readParticulars(body, host.settings),
      respond: (restored) => ({ data: restored as unknown as Json }),
    });
  },
});
