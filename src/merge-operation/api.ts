import type { OperationApiConfig } from '@directus/types';
import { mergeVersionsRoute } from '../artifacts-endpoint/routes/merge-versions.js';
import { json, readOptions, single, yesOrNo } from '../flows/options.js';
import { runRoute } from '../flows/run-route.js';

/**
 * Flow operation: merges a version into another one of its line, as `POST /artifacts/merges` does. Its result is the
 * merged version. Conflicts go to the reject path: `{{$last.extensions.conflicts}}`.
 */
const operation: OperationApiConfig = {
  id: 'artifact-merge',
  handler: (options, context) =>
    runRoute(mergeVersionsRoute, { options, context }, (given) =>
      readOptions(given, { resolutions: json, source_task_id: single, dry_run: yesOrNo }),
    ),
};

export default operation;
