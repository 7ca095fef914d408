import { test } from 'vitest';
import { createTask, recordVersion } from '../tests/helpers/sample.js';
import { benchInstance, quick } from './support/bench-setup.js';
import { clientsOf, succeeded } from './support/clients.js';
import { liveProject, rewriteContext } from './support/live-project.js';
import { keep, timingRow } from './support/results.js';
import { sideBySide } from './support/side-by-side.js';

const SIZES = quick ? [10, 1000] : [10, 1000, 10_000];
const ROUNDS = quick ? 10 : 40;

test.each(SIZES)('promoting with %i keys live against writing that context', async (keys) => {
  const instance = benchInstance();
  const { admin, agent, reviewer } = clientsOf(instance, instance.url);
  const project_id = await liveProject(keys);
  const source_task_id = await createTask(instance, project_id);
  const { context } = (await instance
    .knex('projects')
    .select('context')
    .where({ id: project_id })
    .first()) as {
    context: Record<string, unknown>;
  };
  let turn = 0;
  const promote = async (): Promise<number> => {
    const version = await recordVersion(agent, {
      project_id,
      schema_key: 'k0.a',
      value: { turn: turn++ },
      source_task_id,
    });
    await succeeded(reviewer.post('/artifacts/decisions', { version_id: version.id, action: 'approve' }));
    const start = performance.now();
    await succeeded(admin.post('/artifacts/promotions', { version_ids: [version.id] }));
    return performance.now() - start;
  };
  // Another project, or each would undo the other's work.
  const other = await liveProject(1);
  const write = () => rewriteContext(instance.knex, other, JSON.stringify({ ...context, turn: turn++ }));
  await keep([
    timingRow(
      {
        name: `promoting with ${keys} keys live, over HTTP`,
        against: 'the bare UPDATE of that jsonb',
        one: 'promote',
        other: 'update',
      },
      await sideBySide(promote, write, { rounds: ROUNDS, warmUp: 3 }),
      { at: '<=', ratio: 2 },
    ),
  ]);
});
