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
function run(test: { says: string; code: number }, compat: { says: string; code: number }) {
  const npm = join(folder, 'npm');
  const other = { says: '1 passed, 0 failed', code: 0 };
  const all = { test, 'test:browser': other, 'test:compat': compat, 'test:n8n': other };
  const cases = Object.entries(all).map(
    ([script, { says, code }]) => `${script}) echo working; echo '${says}'; exit ${code};;`,
  );
  writeFileSync(npm, `#!/bin/sh\ncase "$2" in ${cases.join('\n')} esac\nexit 99\n`);
  chmodSync(npm, 0o755);
  const { status, stdout } = spawnSync(inRepository('.ci/run'), {
    env: { PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}` },
    encoding: 'utf8',
  });
  return { status, last: stdout.trimEnd().split('\n').at(-1) };
}

test.each([
  [
    'both went well',
    { says: '10 passed, 0 failed', code: 0 },
    { says: '5 passed, 0 failed', code: 0 },
    '17 passed, 0 failed',
  ],
  [
    'the first failed',
    { says: '9 passed, 1 failed', code: 1 },
    { says: '5 passed, 0 failed', code: 0 },
    '16 passed, 1 failed',
  ],
  [
    'the second failed',
    { says: '10 passed, 0 failed', code: 0 },
    { says: '3 passed, 2 failed', code: 1 },
    '15 passed, 2 failed',
  ],
  [
    'one ended without a sum',
    { says: '10 passed, 0 failed', code: 0 },
    { says: 'Error: no disk', code: 1 },
    '12 passed, 1 failed',
  ],
  [
    'one ended badly after a good sum',
    { says: '10 passed, 0 failed', code: 7 },
    { says: '5 passed, 0 failed', code: 0 },
    '17 passed, 1 failed',
  ],
])('.ci/run sums up when %s', (_name, first, second, last) => {
  expect(run(first, second)).toEqual({ status: last.endsWith(' 0 failed') ? 0 : 1, last });
});
