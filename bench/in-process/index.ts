import type { Accountability, EndpointConfig, SchemaOverview } from '@directus/types';
import type { Request } from 'express';
import type { Caller, Host } from '../../src/directus/host.js';
import { makeHost } from '../../src/directus/make-host.js';
import { announce } from '../../src/directus/announce.js';
import { runCommand, type Step } from './commands.js';
import { rowsTouched, watchLocks } from './look.js';
import { readFor, type Read } from './reads.js';
import { recordStatements, sendByHand, type Statement } from './statements.js';

type DirectusRequest = Request & { accountability: Accountability; schema: SchemaOverview };

/** What is asked of the endpoint: the same step for each of these rows, some of them at once. */
export interface AskToRun {
  /** The commands themselves, or their statements without them. */
  way: 'commands' | 'commands and announcements' | 'by hand';
  step: Step;
  /** For `record` projects, for the other steps versions; no two of one project. */
  ids: string[];
  atOnce: number;
}

/** How many rows one of them reads and writes; it is undone. `id` is a project's, but for approving and promoting. */
export interface AskForRows {
  way: 'rows';
  step: Step | Read;
  id: string;
  schema_key: string;
}

/** What became of it. */
export interface Told {
  ms: number;
  /** Of what was recorded, in the order of the projects; of the versions otherwise. */
  ids: string[];
  statements: number;
  /** Milliseconds for which the project was locked, on average. */
  lockedMs: number;
}

/**
 * Runs our commands inside of a Directus, without a request for each: `POST /bench`. Only the benchmark installs it, in
 * one bundle with the hook, without which recording does not work.
 */
const endpoint: EndpointConfig = {
  id: 'bench',
  handler(router, context) {
    const host = makeHost(context);
    router.post('/', (request, response, next) => {
      const { accountability, schema, body } = request as DirectusRequest;
      run(host, { accountability, schema }, body as AskToRun | AskForRows).then(
        (data) => response.json({ data }),
        next,
      );
    });
  },
};

export default endpoint;

async function run(host: Host, caller: Caller, ask: AskToRun | AskForRows): Promise<Told | { rows: number }> {
  if (ask.way === 'rows') return { rows: await countRows(host, caller, ask) };
  const { way, step, ids, atOnce } = ask;
  if (way === 'by hand') {
    const transactions: Statement[][] = [];
    const made: string[] = [];
    for (const id of ids) {
      const { statements, result } = await recordStatements(host, (trx) =>
        runCommand({ host: { ...host, database: trx }, caller, trx }, step, id),
      );
      transactions.push(statements);
      made.push(result.id);
    }
    const ms = await timed(transactions, atOnce, (statements) => sendByHand(host, statements));
    return { ms, ids: made, statements: transactions[0]?.length ?? 0, lockedMs: 0 };
  }
  const made = new Map<string, string>();
  const locks = watchLocks(host);
  const ms = await timed(ids, atOnce, async (id) => {
    const { id: of, announcements } = await runCommand({ host, caller, trx: null }, step, id);
    made.set(id, of);
    if (way === 'commands and announcements') await announce(host, caller, announcements);
  });
  return { ms, ids: ids.map((id) => made.get(id) ?? ''), statements: 0, lockedMs: locks.end() };
}

function countRows(host: Host, caller: Caller, ask: AskForRows): Promise<number> {
  const { step, id, schema_key } = ask;
  return rowsTouched(host, async (trx) => {
    const inside = { ...host, database: trx };
    if (step === 'record' || step === 'approve' || step === 'promote') {
      await runCommand({ host: inside, caller, trx }, step, id, schema_key);
    } else await readFor({ host: inside, caller }, step, id, schema_key);
  });
}

/** Milliseconds until all of it is done, `atOnce` at a time. */
async function timed<T>(jobs: T[], atOnce: number, work: (job: T) => Promise<unknown>): Promise<number> {
  const waiting = [...jobs];
  const start = performance.now();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) await work(job);
    }),
  );
  return performance.now() - start;
}
