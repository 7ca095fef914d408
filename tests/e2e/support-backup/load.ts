import { createHash, randomUUID } from 'node:crypto';
import { as } from '../../helpers/api.js';
import type { Instance } from '../../helpers/instance.js';
import { newProject } from '../support-http/new-project.js';
import type { TestProject } from '../support-http/new-project.js';

/** Clients that write without a pause until they are told to end. */
export interface Load {
  projects: TestProject[];
  /** How many rounds of requests were answered well so far. */
  rounds: () => number;
  /** SHA-256 of every file that was uploaded, by id. */
  digests: Map<string, string>;
  /** Lets them finish, and throws what any of them was refused. */
  end: () => Promise<void>;
}

/** Each client uploads, records, approves, which promotes at once, and writes into a table of the operator's own. */
export async function startLoad(instance: Instance, clients: number): Promise<Load> {
  const projects: TestProject[] = [];
  for (let client = 0; client < clients; client++) projects.push(await newProject(instance));
  const digests = new Map<string, string>();
  const state = { rounds: 0, ended: false };
  const work = async (project: TestProject) => {
    while (!state.ended) {
      const bytes = `${randomUUID()} `.repeat(200);
      const file = await project.agent.upload({ bytes, name: 'note.txt', type: 'text/plain' });
      digests.set(file, createHash('sha256').update(bytes).digest('hex'));
      const version = await project.record(
        `brand.v${state.rounds % 3}`,
        { round: randomUUID() },
        { files: [file] },
      );
      await project.approve(version);
      const written = await project.admin.post('/items/customers', { name: randomUUID() });
      if (written.status !== 200) throw new Error(`${written.status} ${JSON.stringify(written.body)}`);
      state.rounds++;
    }
  };
  const running = projects.map(work);
  // Looked at in the end; until then nobody waits for them.
  const all = Promise.allSettled(running);
  return {
    projects,
    digests,
    rounds: () => state.rounds,
    end: async () => {
      state.ended = true;
      const failed = (await all).flatMap((one) => (one.status === 'rejected' ? [one.reason as Error] : []));
      if (failed.length > 0) throw new AggregateError(failed, failed.map(String).join('\n'));
    },
  };
}

/** SHA-256 of the bytes that a server gives out for a file. */
export async function downloaded(url: string, token: string, fileId: string): Promise<string> {
  const response = await fetch(`${as(url, token).url}/assets/${fileId}`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  return createHash('sha256')
    .update(Buffer.from(await response.arrayBuffer()))
    .digest('hex');
}
