import type { OperationApiConfig } from '@directus/types';
import { recordVersionsRoute } from '../artifacts-endpoint/routes/record-versions.js';
import { json, list, readOptions, single, yesOrNo } from '../flows/options.js';
import { runRoute } from '../flows/run-route.js';

/** Flow operation: records a version, as `POST /artifacts/versions` does. Its result is the version. */
const operation: OperationApiConfig = {
  id: 'artifact-record',
  handler: (options, context) =>
    runRoute(recordVersionsRoute, { options, context }, (given) =>
      readOptions(given, {
        value: json,
        files: list,
        primary_file_id: single,
        source_task_id: single,
        allow_orphan: yesOrNo,
        inputs: json,
      }),
    ),
};

export default operation;
