import { readFile } from 'node:fs/promises';
import type { OwnInstance } from '../../helpers/instance.js';
import type { Invocation } from '../history.js';
import { quantile } from './trend.js';

/** How a server and its database were, and what its clients saw since the sample before. */
export interface Sample {
  /** Seconds since the start. */
  at: number;
  /** Requests that were answered. */
  answered: number;
  /** Milliseconds until an answer. */
  p50: number;
  p95: number;
  /** Memory of the server's process, in MB. */
  memory: number;
  /** Connections of the server to its database. */
  connections: number;
  /** Requests for a lock that have to wait. */
  waiting: number;
  /** Age of the oldest open transaction, in seconds. */
  oldest: number;
}

/** @param since what clients did since the sample before */
export async function takeSample(server: OwnInstance, at: number, since: Invocation[]): Promise<Sample> {
  const times = since.flatMap(({ answeredAfter }) => (answeredAfter === null ? [] : [answeredAfter]));
  const { knex } = server;
  const sessions: { connections: string; oldest: string }[] = await knex('pg_stat_activity')
    .where({ backend_type: 'client backend' })
    .whereRaw('datname = current_database() and pid <> pg_backend_pid()')
    .select(
      knex.raw('count(*) as connections'),
      knex.raw('coalesce(max(extract(epoch from clock_timestamp() - xact_start)), 0) as oldest'),
    );
  const locks: { waiting: string }[] = await knex('pg_locks')
    .where({ granted: false })
    .count({ waiting: '*' });
  return {
    at,
    answered: times.length,
    p50: quantile(times, 0.5),
    p95: quantile(times, 0.95),
    memory: await memoryOf(server.pid()),
    connections: Number(sessions[0]?.connections),
    waiting: Number(locks[0]?.waiting),
    oldest: Number(sessions[0]?.oldest),
  };
}

/** Resident memory of a process, in MB, as Linux tells it. */
async function memoryOf(pid: number): Promise<number> {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? [];
  if (kilobytes === undefined) throw new Error(`The memory of process ${pid} cannot be read.`);
  return Number(kilobytes) / 1024;
}
