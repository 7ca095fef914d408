import { afterEach, beforeAll, describe, test } from 'vitest';
import type { Json } from '../../src/domain/words.js';
import type { Reply } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import { pendingVersion, recordVersion } from '../helpers/sample.js';
import { removeFlows, trigger, webhook } from './support-flows/flow.js';
import { liveVersion } from './support-guards/stages.js';
import type { Staged } from './support-guards/stages.js';
import { makeCallers } from './support-who-may/callers.js';
import type { Callers } from './support-who-may/callers.js';
import { expectRow } from './support-who-may/table.js';
import { as } from '../helpers/api.js';

/** The operations of Flows with the rights of whoever triggers. A token that is no good does not even trigger. */
const TABLE: Record<string, string> = {
  //                            nobody expired revoked shared blind reader agent reviewer admin
  'artifact-record': '-   expired unknown  -    -     -    200   200   200',
  'artifact-decide': '-   expired unknown  -    -     -    -     200   200',
  'artifact-promote': '-   expired unknown  -    -     -    -     -     200',
  'artifact-merge': '-   expired unknown  -    -     -    200   200   200',
  'artifact-query context': '-   expired unknown  -    200   200  200   200   200',
  'artifact-query pending': '-   expired unknown  -    -     200  200   200   200',
  'artifact-query approved': '-   expired unknown  -    -     200  200   200   200',
  'artifact-query feedback': '-   expired unknown  -    -     200  200   200   200',
};

// Operations run the routes, whose rights are tried on both: here one database says it all.
describe.each(vendors.slice(0, 1))('who may run which operation of Flows on %s', (vendor) => {
  const instance = sharedInstance(vendor);
  const agent = as(instance.url, instance.agent.token);
  let live: Staged;
  let callers: Callers;

  beforeAll(async () => {
    live = await liveVersion(instance);
    callers = await makeCallers(instance, live.version.id);
  });
  afterEach(() => removeFlows(instance));

  const line = () => ({ project_id: live.projectId, schema_key: 'brand.logo' });
  const optionsFor = (row: string): Record<string, Json> => {
    const [type = '', what = 'context'] = row.split(' ');
    const id = '{{$trigger.body.id}}';
    const options: Record<string, Record<string, Json>> = {
      'artifact-record': { ...line(), schema_key: 'who.may', value: '1' },
      'artifact-decide': { version_id: id, action: 'request_changes', reason: 'x' },
      'artifact-promote': { project_id: live.projectId },
      'artifact-merge': { ours_id: id, theirs_id: '{{$trigger.body.theirs}}' },
      'artifact-query': { what, ...(what === 'context' ? { project_id: live.projectId } : line()) },
    };
    return options[type]!;
  };
  async function body(row: string): Promise<Record<string, Json>> {
    if (row === 'artifact-decide')
      return { id: (await pendingVersion(instance, { project_id: live.projectId })).version.id };
    if (row !== 'artifact-merge') return {};
    const record = async (value: Json, parent_id: string) =>
      (await recordVersion(agent, { ...line(), value, parent_id })).id;
    const base = await record({ a: 1, b: 1 }, live.version.id);
    return { id: await record({ a: 2, b: 1 }, base), theirs: await record({ a: 1, b: 2 }, base) };
  }

  test.each(Object.entries(TABLE))('%s', async (row, expected) => {
    const [type = ''] = row.split(' ');
    const flow = await webhook(instance, [{ key: 'tried', type, options: optionsFor(row) }]);
    await expectRow(callers, expected, async ({ token }) =>
      refusalOf(await trigger(instance, flow, token, await body(row))),
    );
  });
});

/** A refused operation leaves its error as data of the Flow, which itself has succeeded. */
function refusalOf(reply: Reply<Record<string, Json>>): Reply {
  const tried = reply.body['tried'];
  if (
    typeof tried !== 'object' ||
    tried === null ||
    Array.isArray(tried) ||
    tried['name'] !== 'DirectusError'
  )
    return reply;
  const { message, code, status } = tried;
  return {
    ...reply,
    status: Number(status),
    body: {
      errors: [
        { message: JSON.stringify(message), extensions: { code: typeof code === 'string' ? code : '' } },
      ],
    },
  };
}
