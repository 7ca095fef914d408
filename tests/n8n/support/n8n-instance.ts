import { randomUUID } from 'node:crypto';
import { cp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { vi } from 'vitest';
import { freePort } from '../../../scripts/lib/directus.js';
import { n8nEnvironment } from '../../../scripts/lib/n8n/environment.js';
import { N8N_CLI } from '../../../scripts/lib/n8n/paths.js';
import { killN8nServer, startN8nServer, stopN8nServer } from '../../../scripts/lib/n8n/server.js';
import { connectTo } from '../../helpers/database.js';
import { n8nBed } from './n8n-bed.js';

/** A running n8n with all templates published in it. */
export interface N8n {
  /** The origin of its resume URLs, for ARTIFACTS_CALLBACK_ALLOW. */
  url: string;
  /** Starts a template with what a user would put into its Config node, and returns the execution's id. */
  run: (template: string, config: Record<string, unknown>) => Promise<string>;
  /** The first execution of a workflow that starts by itself, once there is one. */
  startedBy: (workflow: string) => Promise<string>;
  /** The execution once it has that status; fails when it gets another one for good. */
  reached: (id: string, status: ExecutionStatus) => Promise<Execution>;
}

/** An n8n that the test started for itself, and ends. */
export interface OwnN8n extends N8n {
  /** Ends it at once, in the middle of whatever it does (SIGKILL). */
  kill: () => Promise<void>;
  /** Starts it again on the same folder and address. */
  start: () => Promise<void>;
  /**
   * While it is killed: lets the time limit of an execution that waits be over soon after the next start, and returns
   * when it would have been. Not before: n8n would go on with it while it still looks for what it was killed in.
   */
  endWait: (id: string) => Promise<Date>;
  stop: () => Promise<void>;
}

type ExecutionStatus = 'new' | 'running' | 'waiting' | 'success' | 'error' | 'canceled' | 'crashed';

interface Execution {
  status: ExecutionStatus;
  /** The items that a node put out when it ran last, at the output that had any. */
  items: (node: string) => Record<string, unknown>[];
  /** How often a node ran. */
  runs: (node: string) => number;
  /** What the execution failed with. */
  error: { message: string; description?: string | null; httpCode?: string | null } | null;
}

/** What n8n keeps of an execution, as far as tests look at it. */
interface ResultData {
  resultData: {
    /** Missing while nothing has run. */
    runData?: Record<string, { data?: { main: ({ json: Record<string, unknown> }[] | null)[] } }[]>;
    error?: { message: string; description?: string | null; httpCode?: string | null };
  };
}

const FINAL: ExecutionStatus[] = ['success', 'error', 'canceled', 'crashed'];

/** n8n stores executions in this format. */
const { parse } = createRequire(N8N_CLI)('flatted') as { parse: (text: string) => ResultData };

/** The n8n that all test files share. Its templates with our node are published as `node-…`. */
export function sharedN8n(): N8n {
  const { url, folder } = n8nBed().shared;
  return over(url, connectToN8n(folder));
}

/** Starts an n8n with the HTTP templates, for a test that kills it. */
export async function startN8n(): Promise<OwnN8n> {
  const { template, folder: bed } = n8nBed();
  const folder = join(bed, `n8n-${randomUUID().slice(0, 8)}`);
  await cp(template, folder, { recursive: true });
  const [port, brokerPort] = [await freePort(), await freePort()];
  const env = n8nEnvironment({ folder, port, brokerPort });
  const knex = connectToN8n(folder);
  const begin = Date.now();
  let server = await startN8nServer(env);
  const startMs = Date.now() - begin;
  return {
    ...over(`http://127.0.0.1:${port}`, knex),
    kill: async () => {
      killN8nServer(server);
      await server.exited;
    },
    start: async () => {
      server = await startN8nServer(env);
    },
    endWait: async (id) => {
      const row = await knex('execution_entity').where({ id }).first<{ waitTill: string }>('waitTill');
      // n8n looks a minute ahead.
      const soon = new Date(Date.now() + Math.min(Math.max(2 * startMs, 10_000), 60_000));
      const waitTill = soon.toISOString().replace('T', ' ').replace('Z', '');
      await knex('execution_entity').where({ id }).update({ waitTill });
      return new Date(`${row.waitTill.replace(' ', 'T')}Z`);
    },
    stop: async () => {
      await knex.destroy();
      await stopN8nServer(server);
    },
  };
}

function connectToN8n(folder: string): Knex {
  return connectTo({ vendor: 'sqlite', filename: join(folder, '.n8n/database.sqlite') });
}

function over(url: string, knex: Knex): N8n {
  /** The first execution of a workflow after that one. */
  const next = (workflow: string, before: number) =>
    vi.waitUntil(
      async () => {
        // Templates with a schedule may start by themselves at any time.
        const [id] = await executionsOf(knex, workflow).where('id', '>', before).orderBy('id').limit(1);
        return id === undefined ? false : String(id);
      },
      { timeout: 30_000, interval: 50 },
    );
  return {
    url,
    startedBy: (workflow) => next(workflow, 0),
    run: async (name, config) => {
      const [before] = await executionsOf(knex, name).orderBy('id', 'desc').limit(1);
      const body = JSON.stringify(config);
      const headers = { 'content-type': 'application/json' };
      // 404: it takes requests some moments before it has registered its webhooks.
      const reply = await vi.waitUntil(
        async () => {
          const response = await fetch(`${url}/webhook/${name}`, { method: 'POST', headers, body });
          return response.status === 404 ? false : response;
        },
        { timeout: 30_000, interval: 200 },
      );
      if (reply.status !== 200) throw new Error(`${name}: ${reply.status} ${await reply.text()}`);
      return next(name, before ?? 0);
    },
    reached: async (id, status) =>
      vi.waitUntil(
        async () => {
          const execution = await readExecution(knex, id);
          if (execution?.status === status) return execution;
          if (execution !== null && FINAL.includes(execution.status))
            throw new Error(`The execution is ${execution.status}: ${JSON.stringify(execution.error)}`);
          return false;
        },
        { timeout: 60_000, interval: 100 },
      ),
  };
}

/** The ids of those executions of a workflow that a call started. */
function executionsOf(knex: Knex, workflow: string) {
  const named = knex('workflow_entity').where({ name: workflow }).select('id');
  return knex('execution_entity')
    .where({ mode: 'webhook' })
    .whereIn('workflowId', named)
    .pluck<number[]>('id');
}

async function readExecution(knex: Knex, id: string): Promise<Execution | null> {
  const row = await knex('execution_entity')
    .leftJoin('execution_data', 'executionId', 'execution_entity.id')
    .where('execution_entity.id', id)
    .first<{ status: ExecutionStatus; data: string | null } | undefined>('status', 'data');
  if (row === undefined) return null;
  const result = row.data === null ? null : parse(row.data).resultData;
  const runsOf = (node: string) => result?.runData?.[node] ?? [];
  return {
    status: row.status,
    error: result?.error ?? null,
    runs: (node) => runsOf(node).length,
    items: (node) => {
      const outputs = runsOf(node).at(-1)?.data?.main ?? [];
      return (outputs.find((items) => (items?.length ?? 0) > 0) ?? []).map(({ json }) => json);
    },
  };
}
