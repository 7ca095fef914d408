import type { OperationApiConfig } from '@directus/types';
import { decideRoute } from '../artifacts-endpoint/routes/decide.js';
import { json, list, type Options, readOptions, wholeNumber } from '../flows/options.js';
import { runRoute } from '../flows/run-route.js';

/**
 * Flow operation: decides on one version or several, all or nothing, as `POST /artifacts/decisions` does. Its result
 * is what that answers: one decision, or a list where `version_id` is a list.
 */
const operation: OperationApiConfig = {
  id: 'artifact-decide',
  handler: (options, context) =>
    runRoute(decideRoute, { options, context }, (given) => {
      const decision = readOptions(given, { feedback: json, if_match: wholeNumber });
      const { version_id } = decision;
      if (!Array.isArray(version_id)) return decision;
      return list(version_id).map((id): Options => ({ ...decision, version_id: id }));
    }),
};

export default operation;
