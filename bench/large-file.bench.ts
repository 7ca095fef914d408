import { execFileSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { finished } from 'node:stream/promises';
import { test } from 'vitest';
import { as } from '../tests/helpers/api.js';
import { startInstance } from '../tests/helpers/instance.js';
import { createProject, recordVersion } from '../tests/helpers/sample.js';
import { testBed } from '../tests/helpers/test-bed.js';
import { quick, times } from './support/bench-setup.js';
import { succeeded } from './support/clients.js';
import { isMet, keep, timingRow } from './support/results.js';
import { memoryOf } from './support/server-process.js';
import { sideBySide } from './support/side-by-side.js';

const MEGABYTES = 200;
const ROUNDS = quick ? 2 : 6;
const MOST_MEMORY = 64;

test('recording a version with a large file that is there already', async () => {
  const instance = await startInstance({ vendor: 'postgres' });
  const path = join(testBed().folder, 'large.bin');
  try {
    const file = createWriteStream(path);
    for (const _ of times(MEGABYTES)) file.write(randomBytes(2 ** 20));
    file.end();
    await finished(file);
    const agent = as(instance.url, instance.agent.token);
    const form = new FormData();
    form.append('file', await openAsBlob(path), 'large.bin');
    const { id } = await succeeded<{ id: string }>(agent.send('POST', '/files', { body: form }));
    const project_id = await createProject(instance);
    let turn = 0;
    const record = async (): Promise<number> => {
      // The digest is remembered: every round is to be a first one.
      await instance.knex('artifact_file_digests').where({ file_id: id }).delete();
      const start = performance.now();
      await recordVersion(agent, { project_id, schema_key: `k${turn++}`, files: [id] });
      return performance.now() - start;
    };
    const pid = instance.pid();
    await record();
    const before = memoryOf(pid);
    let most = before;
    const looking = setInterval(() => (most = Math.max(most, memoryOf(pid))), 10);
    const comparison = await sideBySide(
      record,
      () => Promise.resolve(execFileSync('sha256sum', [path])).then(() => null),
      {
        rounds: ROUNDS,
        warmUp: 1,
      },
    );
    clearInterval(looking);
    const share = (most - before) / MOST_MEMORY;
    const goal = { at: '<=', ratio: 1 } as const;
    await keep([
      timingRow(
        {
          name: `recording with a file of ${MEGABYTES} MB`,
          against: 'its sha256sum',
          one: 'record',
          other: 'sha256sum',
        },
        comparison,
        { at: '<=', ratio: 2 },
      ),
      {
        name: `memory while recording with a file of ${MEGABYTES} MB`,
        against: `${MOST_MEMORY} MB more than before`,
        ratio: Number(share.toPrecision(3)),
        goal,
        met: isMet(share, goal),
        spread: [Number(share.toPrecision(3)), Number(share.toPrecision(3))],
        figures: { 'before MB': Math.round(before), 'most MB': Math.round(most) },
      },
    ]);
  } finally {
    await instance.stop();
    await rm(path, { force: true });
  }
});
