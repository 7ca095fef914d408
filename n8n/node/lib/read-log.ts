import type { IDataObject } from 'n8n-workflow';
import { logPlans } from './plans/projects';
import { isRecord } from './read-refusal';
import { dataItems, sendPlan } from './run';
import type { Run } from './run';

/** What the server gives in one page at most. */
const PAGE = 500;

/** Reads the log of a project, newest first, page by page until there are as many entries as asked for. */
export async function readLog(run: Run): Promise<IDataObject[]> {
  const plan = logPlans['getMany']?.(run.read);
  if (plan === undefined) return [];
  const wanted = run.read('returnAll') === true ? Infinity : Number(run.read('limit') ?? 50);
  const entries: IDataObject[] = [];
  let cursor: unknown;
  while (entries.length < wanted && cursor !== null) {
    const query = { ...plan.query, limit: Math.min(wanted - entries.length, PAGE) };
    const page = await sendPlan(run, {
      ...plan,
      query: cursor === undefined ? query : { ...query, cursor: String(cursor) },
    });
    entries.push(...dataItems(page));
    const meta: unknown = isRecord(page.body) ? page.body['meta'] : undefined;
    cursor = (isRecord(meta) ? meta['next_cursor'] : null) ?? null;
  }
  return entries;
}
