import { createHash } from 'node:crypto';
import type { Instance } from '../helpers/instance.js';
import { createProject, createTask } from '../helpers/sample.js';
import { as } from '../helpers/api.js';
import { makePolicies } from './policies.js';

interface KnownVersion {
  id: string;
  projectId: string;
  schemaKey: string;
}

/** What the clients know, and choose from. Append-only, so that a choice does not depend on what was decided since. */
export interface World {
  /** Addresses of the servers, which stay the same across restarts. */
  urls: string[];
  people: Pick<Instance, 'admin' | 'reviewer' | 'secondReviewer' | 'agent'>;
  projects: { id: string; tasks: string[] }[];
  versions: KnownVersion[];
  /** Digest of the bytes of every file that was uploaded, by its id. */
  files: Map<string, string>;
  /** Uploaded and not used yet. */
  spareFiles: string[];
}

/** Projects with a few tasks each, and files to use, on a running instance. */
export async function makeWorld(instance: Instance, urls: string[]): Promise<World> {
  const world: World = {
    urls,
    people: instance,
    projects: [],
    versions: [],
    files: new Map(),
    spareFiles: [],
  };
  for (let project = 0; project < 3; project += 1) {
    const id = String(await createProject(instance));
    const tasks = [
      await createTask(instance, id),
      await createTask(instance, id),
      await createTask(instance, id),
    ];
    await makePolicies(instance, id);
    world.projects.push({ id, tasks: tasks.map(String) });
  }
  for (let file = 0; file < 40; file += 1) await addFile(instance, world);
  return world;
}

/** Uploads one more file for the clients to use. */
async function addFile(instance: Instance, world: World): Promise<void> {
  const bytes = `file ${world.files.size} of ${world.projects[0]?.id ?? ''}`;
  const api = as(instance.url, instance.agent.token);
  const id = await api.upload({ bytes, name: 'note.txt', type: 'text/plain' });
  world.files.set(id, createHash('sha256').update(bytes).digest('hex'));
  world.spareFiles.push(id);
}

/** The item that a draw chooses; undefined when there is none yet. */
export function chosen<T>(items: readonly T[], pick: number): T | undefined {
  return items[pick % Math.max(items.length, 1)];
}
