import type { OperationApiConfig } from '@directus/types';
import { runForFlow } from '../flows/run-for-flow.js';
import { answerQuery } from './answer-query.js';

/** Flow operation: reads a context, the approved version of a key, what waits for a decision, or feedback. */
const operation: OperationApiConfig = {
  id: 'artifact-query',
  handler: (options, context) =>
    runForFlow(options, context, async ({ host, caller, given }) => ({
      result: await answerQuery(host, caller, given),
      announcements: [],
    })),
};

export default operation;
