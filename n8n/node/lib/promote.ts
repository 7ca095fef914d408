import type { IDataObject } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import { RefusedError } from './request-errors';
import { mayReread, promotionPlan } from './plans/promotions';
import { readRefusal } from './read-refusal';
import { pauseBefore } from './retries';
import { dataItems, sendPlan } from './run';
import type { Run } from './run';

/** How often a promotion is tried with a context version that was read again. */
const REREADS = 5;

/**
 * Promotes. On a conflict it tries again with the context version that holds now, where the author of the workflow asked
 * for that, after a pause: whoever promotes at the same time has to come to an end as well.
 *
 * @throws RefusedError when the conflict stays, or is not one that may be tried again
 */
export async function promote(run: Run): Promise<IDataObject[]> {
  const reread = run.read('onConflict') === 'reread';
  let ifMatch: number | undefined;
  for (let attempt = 1; ; attempt += 1) {
    const answer = await sendPlan(run, promotionPlan(run.read, ifMatch), { accept: [409, 412] });
    if (answer.status < 400) return dataItems(answer);
    const refusal = readRefusal(answer.status, answer.body);
    const { code, details, status } = refusal;
    if (!reread || attempt > REREADS || !mayReread(code, details)) {
      throw new RefusedError(run.context.getNode(), refusal, { itemIndex: run.itemIndex });
    }
    ifMatch = Number(details['current']);
    await sleep(pauseBefore(attempt, { kind: 'answer', status, code }, Math.random()));
  }
}
