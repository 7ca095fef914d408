import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startInstance, vendors } from '../helpers/instance.js';
import type { OwnInstance } from '../helpers/instance.js';
import { uploadFile } from '../helpers/sample.js';
import { testBed } from '../helpers/test-bed.js';
import type { Version } from '../../src/domain/words.js';
import { startCommand } from '../helpers/commands.js';
import { expectNoViolations } from './support-guards/ledger.js';
import { approving, newProject } from './support-http/new-project.js';

/** Starts Directus three times while it is kept busy. */
const SLOW = { timeout: 400_000 };
const WRITERS = 3;

describe.each(vendors)('an export while people work, on %s', SLOW, (vendor) => {
  let instance: OwnInstance;
  let other: OwnInstance;
  beforeAll(async () => {
    [instance, other] = await Promise.all([startInstance({ vendor }), startInstance({ vendor })]);
  });
  afterAll(() => Promise.all([instance, other].map((one) => one.stop())));

  test('is of one moment, and nobody is refused', async () => {
    const project = await newProject(instance);
    const statuses: number[] = [];
    let busy = true;
    const write = async (writer: number): Promise<void> => {
      for (let round = 0; busy; round++) {
        const input = {
          project_id: project.project_id,
          schema_key: `w${writer}.key`,
          value: { round, text: 'x'.repeat(2000) },
          ...(round % 3 === 0 ? { files: [await uploadFile(instance)] } : {}),
        };
        const recorded = await project.agent.post<{ data: Version }>('/artifacts/versions', input);
        statuses.push(recorded.status);
        statuses.push((await project.ask(approving(recorded.body.data))).status);
        // People, not machines: what they leave behind is imported in the end.
        await sleep(100);
      }
    };
    const writing = Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
    const archives = [1, 2].map((number) => join(testBed().folder, `load-${vendor}-${number}.tar`));
    const counts: number[] = [];
    try {
      for (const out of archives) {
        const args = ['export', `--project=${project.project_id}`, `--out=${out}`];
        const { code, output } = await startCommand(instance, args).run;
        expect([code, output]).toEqual([0, expect.stringMatching(/: \d+ versions, /)]);
        counts.push(Number(/: (\d+) versions, /.exec(output)?.[1]));
      }
    } finally {
      busy = false;
      await writing;
    }
    expect([...new Set(statuses)].sort()).toEqual([200, 201]);
    expect(counts[0]!).toBeGreaterThan(0);
    expect(counts[1]!).toBeGreaterThan(counts[0]!);
    // Every hash, the log, the context and the marks fit each other, or it would be refused.
    const { code, output } = await startCommand(other, ['import', `--file=${archives[1]!}`, '--yes']).run;
    expect([code, output]).toEqual([0, expect.stringContaining('all rules hold')]);
    expect(await other.knex('artifact_versions')).toHaveLength(counts[1]!);
    await expectNoViolations(other);
  });
});
