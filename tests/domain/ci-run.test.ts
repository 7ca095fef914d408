import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inRepository } from '../../scripts/lib/paths.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'artifacts-ci-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs .ci/run with an npm that only says what each script would end with. */
function run(
  test: { says: string; code: number },
  compat: { says: string; code: number },
  settings: Record<string, string> = {},
) {
  const npm = join(folder, 'npm');
  const other = { says: '1 passed, 0 failed', code: 0 };
  const all = {
    'install:suites': other,
    test,
    'test:browser': other,
    'test:compat': compat,
    'test:n8n': other,
    'test:chaos': other,
  };
  const cases = Object.entries(all).map(
    ([script, { says, code }]) => `${script}) echo working; echo '${says}'; exit ${code};;`,
  );
  writeFileSync(npm, `#!/bin/sh\ncase "$2" in ${cases.join('\n')} esac\nexit 99\n`);
  chmodSync(npm, 0o755);
  const { status, stdout } = spawnSync(inRepository('.ci/run'), {
    env: { PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}`, ...settings },
    encoding: 'utf8',
  });
  const lines = stdout.trimEnd().split('\n');
  return {
    status,
    last: lines.at(-1),
    end: lines.slice(lines.findIndex((line) => line.startsWith('npm run '))),
  };
}

test.each([
  [
    'both went well',
    { says: '10 passed, 0 failed', code: 0 },
    { says: '5 passed, 0 failed', code: 0 },
    '18 passed, 0 failed',
  ],
  [
    'the first failed',
    { says: '9 passed, 1 failed', code: 1 },
    { says: '5 passed, 0 failed', code: 0 },
    '17 passed, 1 failed',
  ],
  [
    'the second failed',
    { says: '10 passed, 0 failed', code: 0 },
    { says: '3 passed, 2 failed', code: 1 },
    '16 passed, 2 failed',
  ],
  [
    'one ended without a sum',
    { says: '10 passed, 0 failed', code: 0 },
    { says: 'Error: no disk', code: 1 },
    '13 passed, 1 failed',
  ],
  [
    'one ended badly after a good sum',
    { says: '10 passed, 0 failed', code: 7 },
    { says: '5 passed, 0 failed', code: 0 },
    '18 passed, 1 failed',
  ],
])('.ci/run sums up when %s', (_name, first, second, last) => {
  expect(run(first, second)).toMatchObject({ status: last.endsWith(' 0 failed') ? 0 : 1, last });
});

test('.ci/run ends with what failed, wherever that was printed', () => {
  const failing = {
    says: 'FAILED: a.test.ts: adds up\\nFAILED|   expected 2\\nSLOW|   9 s a.test.ts\\nmore lines\\n9 passed, 1 failed',
    code: 1,
  };
  const { end } = run(failing, { says: 'Error: no disk', code: 1 });
  expect(end.map((line) => line.replace(/\d+ s$/, 'n s'))).toEqual([
    'npm run test: 9 passed, 1 failed, n s',
    'FAILED: a.test.ts: adds up',
    'FAILED|   expected 2',
    'SLOW|   9 s a.test.ts',
    'npm run test:browser: 1 passed, 0 failed, n s',
    'npm run test:compat: 0 passed, 1 failed, n s',
    'FAILED: it ended with exit code 1 and these lines:',
    'FAILED|   working',
    'FAILED|   Error: no disk',
    'npm run test:n8n: 1 passed, 0 failed, n s',
    'npm run test:chaos: 1 passed, 0 failed, n s',
    '12 passed, 2 failed',
  ]);
});

test('.ci/run begins nothing too late to end in time, and says so', () => {
  const well = { says: '1 passed, 0 failed', code: 0 };
  const { end } = run(well, well, { ARTIFACTS_CI_LATEST_SECONDS: '-1' });
  expect(end).toEqual([
    ...['test', 'test:browser', 'test:compat', 'test:n8n', 'test:chaos'].map(
      (script) => `npm run ${script}: LEFT OUT, the runs before it took 0 minutes`,
    ),
    '0 passed, 0 failed',
  ]);
});
