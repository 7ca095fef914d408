import type { Api, Reply } from '../../tests/helpers/api.js';
import { as } from '../../tests/helpers/api.js';
import type { Instance } from '../../tests/helpers/instance.js';
import { times } from './bench-setup.js';

/** The three who take part in a project, on one server. */
interface Clients {
  admin: Api;
  agent: Api;
  reviewer: Api;
}

export function clientsOf(instance: Pick<Instance, 'admin' | 'agent' | 'reviewer'>, url: string): Clients {
  return {
    admin: as(url, instance.admin.token),
    agent: as(url, instance.agent.token),
    reviewer: as(url, instance.reviewer.token),
  };
}

/** Has `clients` work at the same time, each through its own jobs one after the other. */
export async function atOnce(
  clients: number,
  jobs: number,
  work: (client: number, job: number) => Promise<void>,
) {
  await Promise.all(
    times(clients).map(async (client) => {
      for (const job of times(jobs)) await work(client, job);
    }),
  );
}

/** The data of a reply that must have succeeded. */
export async function succeeded<T = unknown>(asked: Promise<Reply<{ data?: T }>>): Promise<T> {
  const { status, body } = await asked;
  if (status >= 300) throw new Error(`Expected success, got ${status}: ${JSON.stringify(body)}`);
  return body.data as T;
}
