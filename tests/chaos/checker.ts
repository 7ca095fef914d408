import { setTimeout as sleep } from 'node:timers/promises';
import { as } from '../helpers/api.js';
import type { Instance } from '../helpers/instance.js';
import { checkHistory } from './check-history.js';
import { checkRows } from './check-rows.js';
import type { History } from './history.js';
import { readSnapshot } from './snapshot.js';
import type { Snapshot } from './snapshot.js';
import type { World } from './world.js';

const EARS_MS = 200;

/** Compares what clients were told, what is there, and what the model says; remembers what it saw for the next time. */
export class Checker {
  private seen: Snapshot | null = null;

  constructor(
    private readonly instance: Instance,
    private readonly world: World,
    private readonly history: History,
  ) {}

  /** What is wrong now, in words; empty when nothing is. Clients must not be in the middle of a request. */
  async findWrong(): Promise<string[]> {
    const projectIds = this.world.projects.map(({ id }) => id);
    const snapshot = await readSnapshot(this.instance.knex, this.instance.vendor, projectIds);
    const before = this.seen;
    this.seen = snapshot;
    return [
      ...checkRows(snapshot, this.world.files),
      ...checkHistory(this.history, snapshot),
      ...(before === null ? [] : checkKept(before, snapshot)),
    ];
  }

  /** What the system's own deep check says of the same projects. */
  async askHealth(): Promise<string[]> {
    // While many rows were compared, this process heard nothing: of the connections that the server closed meanwhile it
    // has to be told before it takes one of them.
    await sleep(EARS_MS);
    const admin = as(this.instance.url, this.instance.admin.token);
    const reply = await admin.get<{ data?: { violations?: { project_id: unknown }[]; status?: string } }>(
      '/artifacts/health?deep=true',
    );
    const ours = new Set(this.world.projects.map(({ id }) => id));
    const found = (reply.body.data?.violations ?? []).filter(({ project_id }) =>
      ours.has(String(project_id)),
    );
    if (reply.body.data?.violations === undefined) return [`health answered ${reply.status}`];
    return found.map((violation) => `health: ${JSON.stringify(violation)}`);
  }
}

/** I5 between two moments: what was there is there, unchanged. */
function checkKept(before: Snapshot, now: Snapshot): string[] {
  const entries = new Map(now.entries.map((entry) => [entry.id, entry.entry_hash]));
  const versions = new Map(now.versions.map((version) => [version.id, version]));
  return [
    ...before.entries
      .filter(({ id, entry_hash }) => entries.get(id) !== entry_hash)
      .map(
        ({ sequence, project_id }) =>
          `I5: entry ${sequence} of project ${project_id} was removed or rewritten`,
      ),
    ...before.versions
      .filter((version) => {
        const same = versions.get(version.id);
        const isSealed = version.status !== 'pending';
        return (
          same?.version_number !== version.version_number ||
          (isSealed && same.content_hash !== version.content_hash)
        );
      })
      .map(({ id }) => `I7: version ${id} was removed or rewritten`),
  ];
}
