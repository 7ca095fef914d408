import { setTimeout as sleep } from 'node:timers/promises';
import type { OwnInstance } from '../helpers/instance.js';
import type { Postgres } from '../helpers/postgres.js';
import type { History } from './history.js';
import type { Random } from './random.js';

/** Kills servers, and now and then PostgreSQL, until it is told to stop; then everything runs again. */
export interface Nemesis {
  kills: number;
  crashes: number;
  work(until: () => boolean): Promise<void>;
}

/**
 * @param everyMs how long it lets things run between two kills, on average
 * @param postgres a cluster of this run alone, which may be crashed; null to leave it alone
 */
export function makeNemesis(
  servers: OwnInstance[],
  history: History,
  random: Random,
  everyMs: number,
  postgres: Postgres | null,
): Nemesis {
  const nemesis: Nemesis = {
    kills: 0,
    crashes: 0,
    work: async (until) => {
      while (!until()) {
        await sleep(everyMs / 2 + random.int(everyMs));
        if (postgres !== null && nemesis.kills % 4 === 2 && nemesis.crashes * 4 < nemesis.kills) {
          await history.during('PostgreSQL stopped at once', async () => {
            await postgres.crash();
            await sleep(random.int(500));
            await onItsPort(() => postgres.start());
          });
          nemesis.crashes += 1;
        } else {
          const server = random.one(servers);
          await history.during(`server ${servers.indexOf(server)} killed`, async () => {
            await server.kill();
            await onItsPort(() => server.restart());
          });
          nemesis.kills += 1;
        }
      }
    },
  };
  return nemesis;
}

const PORT_ATTEMPTS = 30;

/** While nobody listened there, the system may have given that very port to some connection. */
async function onItsPort(start: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await start();
      return;
    } catch (error) {
      if (attempt === PORT_ATTEMPTS || !String(error).includes('already in use')) throw error;
      await sleep(1000);
    }
  }
}
