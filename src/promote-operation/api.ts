import type { OperationApiConfig } from '@directus/types';
import { promoteRoute } from '../artifacts-endpoint/routes/promote.js';
import { json, list, readOptions, single, wholeNumber } from '../flows/options.js';
import { runRoute } from '../flows/run-route.js';

/** Flow operation: promotes what is approved, as `POST /artifacts/promotions` does. Its result is the promotion. */
const operation: OperationApiConfig = {
  id: 'artifact-promote',
  handler: (options, context) =>
    runRoute(promoteRoute, { options, context }, (given) =>
      readOptions(given, {
        task_id: single,
        project_id: single,
        version_ids: list,
        if_match: wholeNumber,
        expect: json,
        create_documents: readDocuments,
      }),
    ),
};

/** A switch, or globs of schema keys. */
function readDocuments(value: unknown): unknown {
  if (value === 'all' || value === 'true') return true;
  if (value === 'off' || value === 'false') return false;
  return typeof value === 'boolean' ? value : list(value);
}

export default operation;
