/** @import { Setting } from './simulate.js' */

/**
 * Throughput of a closed network of single servers with exponential times: exact mean value analysis (Reiser and
 * Lavenberg, "Mean-value analysis of closed multichain queuing networks", J. ACM 27(2), 1980), one class.
 *
 * @param {{ clients: number, thinkMs: number, demandsMs: number[] }} network demands: visits × service time, by station
 * @returns {{ perSecond: number, responseMs: number }}
 */
export function meanValues({ clients, thinkMs, demandsMs }) {
  let queues = demandsMs.map(() => 0);
  let response = 0;
  let perMs = 0;
  for (let n = 1; n <= clients; n++) {
    const times = demandsMs.map((demand, station) => demand * (1 + (queues[station] ?? 0)));
    response = times.reduce((sum, time) => sum + time, 0);
    perMs = n / (thinkMs + response);
    queues = times.map((time) => perMs * time);
  }
  return { perSecond: perMs * 1000, responseMs: response };
}

/**
 * Approvals per second that no number of clients gets past: each resource bounds them by itself (Denning and Buzen, "The
 * operational analysis of queueing network models", ACM Computing Surveys 10(3), 1978).
 *
 * @param {Setting} setting
 * @returns {{ process: number, database: number, lock: number }}
 */
export function bounds({ projects, processes, databaseCores, beforeMs, lockedMs, databaseMs }) {
  return {
    process: (1000 * processes) / (beforeMs + lockedMs),
    database: (1000 * databaseCores) / databaseMs,
    lock: (1000 * projects) / (lockedMs + databaseMs),
  };
}
