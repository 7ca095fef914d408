import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { positive, wholeNumber } from './lib/number-options.js';
import { installIfMissing, requireNode } from './lib/preflight.js';
import { Problem, report } from './lib/terminal.js';

const HELP = `npm run test:chaos [-- --seed <number>] [--minutes <number>] [--vendor sqlite|postgres] [--replay <file>] [--only <part>]

Tries to break the promises: random clients against servers that are killed again and again, and against a PostgreSQL
that is stopped at once in mid-run. What clients were told is compared with what is there and with a model of its own.
Also hostile requests, made from the OpenAPI description, and the other tests of tests/chaos/, which take as long as they do.

  --seed      what the clients do: the same seed gives each the same operations (timing differs). 1 unless given
  --minutes   how long for clients and hostile requests together; 3 unless given: half of it for clients on PostgreSQL with
              two servers, a fifth on SQLite with one, the rest for hostile requests to both
  --vendor    only that database, clients for the whole time
  --only      only the files of tests/chaos/ whose name has that in it, e.g. fuzz
  --replay    the seed, time and database of a failure, from its history in .cache/chaos/

The last line sums up; the exit code is 1 when anything failed.`;

try {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean', default: false },
      seed: { type: 'string' },
      minutes: { type: 'string' },
      vendor: { type: 'string' },
      replay: { type: 'string' },
      only: { type: 'string' },
    },
  });
  if (values.help) {
    console.log(HELP);
  } else {
    const plan = values.replay === undefined ? {} : await planOf(values.replay);
    const seed = wholeNumber('--seed', values.seed ?? plan.seed ?? 1);
    const seconds =
      values.minutes === undefined && plan.seconds !== undefined
        ? plan.seconds
        : Math.round(60 * positive('--minutes', values.minutes ?? 3));
    const vendor = values.vendor ?? plan.vendor;
    if (vendor !== undefined && vendor !== 'sqlite' && vendor !== 'postgres')
      throw new Problem('--vendor takes sqlite or postgres. See --help.');
    requireNode();
    await installIfMissing();
    // Only now: what it imports is installed by then.
    const { runSuite } = await import('./lib/test-suites.js');
    const { passed, failed } = await runSuite('chaos', {
      coverage: null,
      env: {
        ARTIFACTS_CHAOS_SEED: String(seed),
        ARTIFACTS_CHAOS_SECONDS: String(seconds),
        ...(vendor === undefined ? {} : { ARTIFACTS_TEST_VENDORS: vendor }),
      },
      files:
        values.replay !== undefined
          ? ['tests/chaos/chaos.test.ts']
          : values.only === undefined
            ? []
            : [`tests/chaos/${values.only}`],
    });
    console.log(`\n${passed} passed, ${failed} failed`);
    process.exitCode = failed === 0 ? 0 : 1;
  }
} catch (error) {
  report(error);
  process.exitCode = 1;
}

/**
 * The settings of a saved run: the first line of its history.
 * @param {string} path
 * @returns {Promise<{ seed?: number, seconds?: number, vendor?: string }>}
 */
async function planOf(path) {
  try {
    const [first = ''] = (await readFile(path, 'utf8')).split('\n');
    return JSON.parse(first);
  } catch (error) {
    throw new Problem(`--replay: ${path} is no history of a run. See --help.`, { cause: error });
  }
}
