import type { Knex } from 'knex';
import type { Key } from '../../src/domain/words.js';
import { createProject } from '../../tests/helpers/sample.js';
import { approveAll, recordAll } from '../../tests/e2e/support-concurrency/race.js';
import { benchInstance, times } from './bench-setup.js';
import { clientsOf } from './clients.js';

const MOST_AT_ONCE = 100;

/** A project with that many keys live, recorded and approved over HTTP; `k0.a` is one of them. */
export async function liveProject(keys: number): Promise<Key> {
  const instance = benchInstance();
  const { agent, reviewer } = clientsOf(instance, instance.url);
  const project = await createProject(instance);
  for (let done = 0; done < keys; done += MOST_AT_ONCE) {
    const inputs = times(Math.min(MOST_AT_ONCE, keys - done)).map((n) => ({
      schema_key: `k${done + n}.a`,
      value: { headline: `Headline ${done + n}`, language: 'en', format: 'PNG' },
    }));
    await approveAll(reviewer, await recordAll(agent, project, inputs));
  }
  return project;
}

/** What any way to promote must at least do: write the context of that project. */
export async function rewriteContext(knex: Knex, project: Key, context: string): Promise<void> {
  await knex('projects').where({ id: project }).update({ context });
}
