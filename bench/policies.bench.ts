import { test } from 'vitest';
import type { Json, Key } from '../src/domain/words.js';
import { createProject, recordVersion } from '../tests/helpers/sample.js';
import { benchInstance, quick, times } from './support/bench-setup.js';
import { clientsOf, succeeded } from './support/clients.js';
import { keep, timingRow } from './support/results.js';
import { sideBySide } from './support/side-by-side.js';

const POLICIES = 50;
const rounds = { rounds: quick ? 20 : 150, warmUp: 10 };

/** All of the project, so that none is left out by what is cheap; half of them come as far as their filter. */
const policyOf = (project_id: Key, nth: number): Record<string, Json> => ({
  name: `Policy ${nth}`,
  project_id,
  effect: ['auto_approve', 'auto_reject', 'require'][nth % 3] ?? 'require',
  schema_key: nth % 2 === 0 ? 'brand.**' : `copy.n${nth}.*`,
  filter: { _and: [{ summary: { _eq: `never ${nth}` } }, { value: { turn: { _lt: 0 } } }] },
});

test('recording with fifty policies against recording with none', async () => {
  const instance = benchInstance();
  const { admin, agent } = clientsOf(instance, instance.url);
  const [ruled, free] = [await createProject(instance), await createProject(instance)];
  await succeeded(
    admin.post(
      '/items/artifact_policies',
      times(POLICIES).map((nth) => policyOf(ruled, nth)),
    ),
  );
  let turn = 0;
  const record = (project_id: Key) =>
    recordVersion(agent, { project_id, schema_key: 'brand.logo', value: { turn: turn++ } });
  const comparison = await sideBySide(
    () => record(ruled),
    () => record(free),
    rounds,
  );
  await keep([
    timingRow(
      {
        name: 'recording a version under 50 policies',
        against: 'recording one under none',
        one: 'with policies',
        other: 'without',
      },
      comparison,
      { at: '<=', ratio: 1.15 },
    ),
  ]);
});
