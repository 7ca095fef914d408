import { test } from 'vitest';
import { as } from '../tests/helpers/api.js';
import { startInstance } from '../tests/helpers/instance.js';
import type { OwnInstance } from '../tests/helpers/instance.js';
import type { User } from '../tests/helpers/test-bed.js';
import { createProject } from '../tests/helpers/sample.js';
import { testBed } from '../tests/helpers/test-bed.js';
import type { AskToRun, Told } from './in-process/index.js';
import type { Step } from './in-process/commands.js';
import { quick, times } from './support/bench-setup.js';
import { backendsOf, cpuOf } from './support/server-process.js';
import { succeeded } from './support/clients.js';
import { buildInProcessBundle } from './support/in-process-bundle.js';
import { isMet, keep, round } from './support/results.js';
import type { Row } from './support/results.js';
import { quantile } from './support/side-by-side.js';

const AT_ONCE = 8;
/** Distinct, each with a transaction of each kind in a round. */
const PROJECTS = quick ? 8 : 32;
const ROUNDS = quick ? 1 : 7;
const STEPS: Step[] = ['record', 'approve', 'promote'];

/** Milliseconds of one round, by step. */
type Round = Record<Step, Told>;

test('commands without HTTP against their statements by hand', async () => {
  const extensions = await buildInProcessBundle(testBed().folder);
  // Approving does not promote yet: that is a transaction of its own.
  const instance = await startInstance({
    vendor: 'postgres',
    env: { EXTENSIONS_PATH: extensions, ARTIFACTS_PROMOTE_ON: 'manual' },
  });
  try {
    const projects: string[] = [];
    for (const _ of times(PROJECTS)) projects.push(String(await createProject(instance)));
    const people: Record<Step, User> = {
      record: instance.agent,
      approve: instance.reviewer,
      promote: instance.admin,
    };
    const round = async (way: AskToRun['way']): Promise<Round> => {
      let ids = projects;
      const told: Partial<Round> = {};
      for (const step of STEPS) {
        const ask: AskToRun = { step, way, ids, atOnce: AT_ONCE };
        const api = as(instance.url, people[step].token);
        const answer = await succeeded<Told>(api.post('/bench', ask));
        told[step] = answer;
        ids = answer.ids;
      }
      return told as Round;
    };
    const rounds: { hand: Round; commands: Round; announced: Round }[] = [];
    for (const turn of times(ROUNDS + 1)) {
      const first = turn % 2 === 0 ? await round('by hand') : null;
      const commands = await round('commands');
      const announced = await round('commands and announcements');
      const hand = first ?? (await round('by hand'));
      if (turn > 0) rounds.push({ hand, commands, announced });
    }
    await keep([all(rounds), ...STEPS.map((step) => ofStep(rounds, step)), await costs(instance, projects)]);
  } finally {
    await instance.stop();
  }
});

/**
 * What an approval that promotes takes of a process of Directus and of PostgreSQL, over HTTP and one after the other:
 * what bench/simulate/ computes with.
 */
async function costs(instance: OwnInstance, projects: string[]): Promise<Row> {
  const record = async (): Promise<string[]> => {
    const ask: AskToRun = { way: 'commands', step: 'record', ids: projects, atOnce: AT_ONCE };
    return (await succeeded<Told>(as(instance.url, instance.agent.token).post('/bench', ask))).ids;
  };
  const reviewer = as(instance.url, instance.reviewer.token);
  const used = { server: 0, database: 0, locked: [] as number[] };
  let approvals = 0;
  for (const _ of times(quick ? 2 : 6)) {
    const alone: AskToRun = { way: 'commands', step: 'approve', ids: await record(), atOnce: 1 };
    used.locked.push((await succeeded<Told>(reviewer.post('/bench', alone))).lockedMs);
    const ids = await record();
    const name = instance.database.vendor === 'postgres' ? instance.database.name : '';
    const database = () => backendsOf(name).reduce((sum, pid) => sum + cpuOf(pid), 0);
    const before = { server: cpuOf(instance.pid()), database: database() };
    for (const id of ids)
      await succeeded(reviewer.post('/artifacts/decisions', { version_id: id, action: 'approve' }));
    used.server += cpuOf(instance.pid()) - before.server;
    used.database += database() - before.database;
    approvals += ids.length;
  }
  const server = used.server / approvals;
  const database = used.database / approvals;
  // While a project is locked, either the process computes or the database does.
  const locked = Math.min(server, Math.max(0, quantile(used.locked, 0.5) - database));
  return {
    name: 'what an approval computes over HTTP, ms of a core',
    against: 'of the database',
    ratio: round(server / database),
    goal: null,
    met: null,
    spread: [round(server / database), round(server / database)],
    figures: {
      'server before the lock ms': round(server - locked),
      'server under the lock ms': round(locked),
      'database ms': round(database),
      approvals,
    },
  };
}

type Rounds = { hand: Round; commands: Round; announced: Round }[];

function all(rounds: Rounds): Row {
  const sum = (round_: Round) => STEPS.reduce((ms, step) => ms + round_[step].ms, 0);
  return rowOf(
    `transactions per second of commands without HTTP, ${AT_ONCE} at once`,
    rounds.map(({ hand, commands, announced }) => ({
      hand: sum(hand),
      commands: sum(commands),
      announced: sum(announced),
      statements: STEPS.reduce((count, step) => count + hand[step].statements, 0),
    })),
    { steps: STEPS.length, goal: { at: '>=', ratio: 0.6 } },
  );
}

function ofStep(rounds: Rounds, step: Step): Row {
  return rowOf(
    `${step}s per second without HTTP, ${AT_ONCE} at once`,
    rounds.map(({ hand, commands, announced }) => ({
      hand: hand[step].ms,
      commands: commands[step].ms,
      announced: announced[step].ms,
      statements: hand[step].statements,
    })),
    { steps: 1, goal: null },
  );
}

function rowOf(
  name: string,
  rounds: { hand: number; commands: number; announced: number; statements: number }[],
  { steps, goal }: { steps: number; goal: Row['goal'] },
): Row {
  const ratios = rounds.map(({ hand, commands }) => hand / commands);
  const perSecond = (of: 'hand' | 'commands' | 'announced') =>
    Math.round(
      (steps * PROJECTS * 1000) /
        quantile(
          rounds.map((figures) => figures[of]),
          0.5,
        ),
    );
  const ratio = round(quantile(ratios, 0.5));
  return {
    name,
    against: 'the same statements by hand through pg, in one transaction',
    ratio,
    goal,
    met: isMet(ratio, goal),
    spread: [round(quantile(ratios, 0.25)), round(quantile(ratios, 0.75))],
    figures: {
      'commands per s': perSecond('commands'),
      'by hand per s': perSecond('hand'),
      'with announcements per s': perSecond('announced'),
      statements: rounds[0]?.statements ?? 0,
      rounds: rounds.length,
    },
  };
}
