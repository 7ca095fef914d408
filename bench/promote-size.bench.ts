import { test } from 'vitest';
import type { Version } from '../src/domain/words.js';
import { startInstance } from '../tests/helpers/instance.js';
import { createTask, recordVersion } from '../tests/helpers/sample.js';
import { testBed } from '../tests/helpers/test-bed.js';
import type { AskToRun, Told } from './in-process/index.js';
import { benchVendors, roundsOf } from './support/bench-setup.js';
import { clientsOf, succeeded } from './support/clients.js';
import { buildInProcessBundle } from './support/in-process-bundle.js';
import { bareContext, liveProject } from './support/live-project.js';
import { keep, timingRow } from './support/results.js';
import { sideBySide } from './support/side-by-side.js';

const SIZES = [10, 1000, 10_000];
/** There they are recorded over HTTP, which takes a while. */
const SIZES_ON_SQLITE = [10, 1000];

test.each(benchVendors)('promoting against writing the context, on %s', async (vendor) => {
  const extensions = await buildInProcessBundle(testBed().folder);
  const instance = await startInstance({ vendor, env: { EXTENSIONS_PATH: extensions } });
  try {
    const { admin, agent, reviewer } = clientsOf(instance, instance.url);
    let turn = 0;
    for (const keys of vendor === 'sqlite' ? SIZES_ON_SQLITE : SIZES) {
      const project_id = await liveProject(instance, keys);
      const source_task_id = await createTask(instance, project_id);
      const approved = async (): Promise<Version> => {
        const input = { project_id, schema_key: 'k0.a', value: { turn: turn++ }, source_task_id };
        const version = await recordVersion(agent, input);
        await succeeded(reviewer.post('/artifacts/decisions', { version_id: version.id, action: 'approve' }));
        return version;
      };
      const promote = async (): Promise<number> => {
        const { id } = await approved();
        const ask: AskToRun = { way: 'commands', step: 'promote', ids: [id], atOnce: 1 };
        return (await succeeded<Told>(admin.post('/bench', ask))).ms;
      };
      const overHttp = async (): Promise<number> => {
        const { id } = await approved();
        const start = performance.now();
        await succeeded(admin.post('/artifacts/promotions', { version_ids: [id] }));
        return performance.now() - start;
      };
      const [row] = (await instance.knex('projects').select('context').where({ id: project_id })) as {
        context: object | string;
      }[];
      const context =
        typeof row?.context === 'string' ? (JSON.parse(row.context) as object) : (row?.context ?? {});
      const write = await bareContext(instance.knex, context);
      const rounds = { rounds: roundsOf(vendor, { first: 4, full: 14 }), warmUp: 3 };
      const against = 'the bare UPDATE of that jsonb';
      const names = { against, one: 'promote', other: 'update' };
      const name = `promoting with ${keys} keys live`;
      const inProcess = await sideBySide(promote, write, rounds);
      const asked = await sideBySide(overHttp, write, rounds);
      await keep(
        [
          timingRow({ name, ...names }, inProcess, { at: '<=', ratio: 2 }),
          timingRow({ name: `${name}, over HTTP`, ...names }, asked, null),
        ],
        vendor,
      );
    }
  } finally {
    await instance.stop();
  }
});
