import type { Client } from '../../app/registry/client.js';
import type { JsonObject } from '../../domain/words.js';
import type { KeyChange } from './changes.js';
import { type ProjectHead, readChanges, readContext, readSteps, type Step } from './read-project.js';
import { buildTree, leavesOf } from './tree.js';
import type { View } from './view.js';

/** What the page shows of a project, with the numbers that it belongs to: the URL may be ahead of it. */
export type Shown = { files: (string | null)[] } & (
  | { kind: 'context'; context: JsonObject; version: number; steps: Step[] }
  | { kind: 'changes'; changes: KeyChange[]; from: number; to: number }
);

/** Reads what a view shows. @throws Refused */
export async function readShown(client: Client, project: ProjectHead, view: View): Promise<Shown> {
  if (view.mode === 'compare') {
    const { from, to } = view;
    const changes = await readChanges(client, project.id, { from, to });
    const files = changes.flatMap((change) => [change.from?.fileId ?? null, change.to?.fileId ?? null]);
    return { kind: 'changes', changes, from, to, files };
  }
  const version = view.mode === 'past' ? view.at : project.version;
  const [context, steps] = await Promise.all([
    // By number in the present as well: it may have moved on since the project was read.
    readContext(client, project.id, version),
    readSteps(client, project.id, version),
  ]);
  const files = leavesOf(buildTree(context)).map(({ entry }) => entry.fileId);
  return { kind: 'context', context, version, steps, files };
}
