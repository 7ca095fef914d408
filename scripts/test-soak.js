import { parseArgs } from 'node:util';
import { positive, wholeNumber } from './lib/number-options.js';
import { installIfMissing, requireNode } from './lib/preflight.js';
import { report } from './lib/terminal.js';

const HELP = `npm run test:soak [-- --minutes <number>] [--rate <number>] [--seed <number>]

A steady load for a long time: the clients of "npm run test:chaos", without kills, on one server with PostgreSQL, all on
this machine. Its memory, the time until answers, its connections and locks are taken down, and from 5 minutes on must
not grow. At the end all that clients were told is compared with what is there. Table on the screen, all samples and a
picture in .cache/soak/.

  --minutes   how long; 30 unless given
  --rate      operations begun in a second, at most; 30 unless given
  --seed      what the clients do; 1 unless given

The last line sums up; the exit code is 1 when anything failed.`;

try {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean', default: false },
      minutes: { type: 'string', default: '30' },
      rate: { type: 'string', default: '30' },
      seed: { type: 'string', default: '1' },
    },
  });
  if (values.help) {
    console.log(HELP);
  } else {
    const seconds = Math.round(60 * positive('--minutes', values.minutes));
    const rate = positive('--rate', values.rate);
    const seed = wholeNumber('--seed', values.seed);
    requireNode();
    await installIfMissing();
    // Only now: what it imports is installed by then.
    const { runSuite } = await import('./lib/test-suites.js');
    const { passed, failed } = await runSuite('chaos', {
      coverage: null,
      env: {
        ARTIFACTS_CHAOS_SEED: String(seed),
        ARTIFACTS_SOAK_SECONDS: String(seconds),
        ARTIFACTS_SOAK_RATE: String(rate),
        ARTIFACTS_TEST_VENDORS: 'postgres',
      },
      files: ['tests/chaos/soak.test.ts'],
    });
    console.log(`\n${passed} passed, ${failed} failed`);
    process.exitCode = failed === 0 ? 0 : 1;
  }
} catch (error) {
  report(error);
  process.exitCode = 1;
}
