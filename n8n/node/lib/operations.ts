import type { IDataObject } from 'n8n-workflow';
import { decisionBody, decisionPlan } from './plans/decisions';
import { freezePlans } from './plans/freezes';
import { contextPlans, instancePlans, logPlans } from './plans/projects';
import { subscriptionPlans } from './plans/subscriptions';
import type { Read, RequestPlan } from './plans/request-plan';
import { recordPlan, versionPlans } from './plans/versions';
import { promote } from './promote';
import { readContext } from './read-context';
import { readLog } from './read-log';
import { dataItems, sendPlan } from './run';
import type { Run } from './run';
import { uploadFiles } from './upload-files';
import { versionBody } from './version-body';

/** What an operation does for one item, and the items that come out. */
type Operation = (run: Run) => Promise<IDataObject[]>;

/** The operations that take one item after the other, by resource and name. */
export const OPERATIONS: Record<string, Record<string, Operation>> = {
  context: { ...sending(contextPlans), get: readContext },
  decision: { decide: async (run) => await send(run, decisionPlan(decisionBody(run.read))) },
  file: {
    upload: async ({ context, read, itemIndex }) =>
      await uploadFiles(context, read, itemIndex, read('folderId')),
  },
  // An installation that is not well answers 503 with what it lacks: that is the answer, and no failure.
  instance: { ...sending(instancePlans), getHealth: async (run) => await health(run) },
  log: { ...sending(logPlans), getMany: readLog },
  promotion: { ...sending(freezePlans), promote },
  subscription: {
    ...sending(subscriptionPlans),
    delete: unsubscribe,
  },
  version: {
    ...sending(versionPlans),
    record: async (run) => await send(run, recordPlan(await versionBody(run))),
  },
};

async function send(run: Run, plan: RequestPlan): Promise<IDataObject[]> {
  return dataItems(await sendPlan(run, plan));
}

/** Nothing comes back from the server but that it is gone; what goes on says so as n8n's own nodes do. */
async function unsubscribe(run: Run): Promise<IDataObject[]> {
  const plan = subscriptionPlans['delete']?.(run.read);
  if (plan === undefined) return [];
  await sendPlan(run, plan);
  return [{ deleted: true }];
}

async function health(run: Run): Promise<IDataObject[]> {
  const plan = instancePlans['getHealth']?.(run.read);
  return plan === undefined ? [] : dataItems(await sendPlan(run, plan, { accept: [503], tries: 1 }));
}

function sending(plans: Record<string, (read: Read) => RequestPlan>): Record<string, Operation> {
  return Object.fromEntries(
    Object.entries(plans).map(([name, plan]) => [
      name,
      async (run: Run): Promise<IDataObject[]> => await send(run, plan(run.read)),
    ]),
  );
}
