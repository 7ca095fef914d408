import type { Json, Key, Version } from '../../../src/domain/words.js';
import { as } from '../../helpers/api.js';
import type { OwnInstance } from '../../helpers/instance.js';
import { createProject, expectData, recordVersion, type VersionInput } from '../../helpers/sample.js';

/** A line with a fork, a merge and a second root: a card from a template that goes on changing, as docs/lineage.md tells it. */
export interface BusinessCard {
  projectId: Key;
  /** Of the page that shows the line, below /admin. */
  lineagePath: string;
  first: Version;
  red: Version;
  heavier: Version;
  merged: Version;
  /** Approved and live. */
  ours: Version;
  blue: Version;
  /** In conflict with ours at four places. */
  theirs: Version;
  /** A root of its own. */
  afresh: Version;
}

const KEY = 'deliverables.card';

export async function businessCard(instance: OwnInstance): Promise<BusinessCard> {
  const projectId = await createProject(instance, { title: 'Northwind rebrand' });
  const agent = as(instance.url, instance.agent.token);
  const reviewer = as(instance.url, instance.reviewer.token);
  const record = (value: Json, more: Partial<VersionInput>) =>
    recordVersion(agent, { project_id: projectId, schema_key: KEY, value, ...more });
  const decide = async ({ id }: Version, action: string, reason?: string) =>
    expectData(
      await reviewer.post<{ data?: unknown }>('/artifacts/decisions', { version_id: id, action, reason }),
    );
  const font = (weight: number) => [{ name: 'Inter', weight }];
  const local = (parent: Version) => ({ change_origin: 'local_modification', parent_id: parent.id });
  const sync = (parent: Version) => ({ change_origin: 'sync', parent_id: parent.id });

  const first = await record(
    { paper: 300, color: 'black', size: 'A8', fonts: font(400) },
    { summary: 'From the template.' },
  );
  await decide(first, 'approve');
  const red = await record(
    { paper: 300, color: 'red', size: 'A8', fonts: font(500) },
    { ...local(first), summary: 'Red, as in the new logo.' },
  );
  const heavier = await record(
    { paper: 350, color: 'black', size: 'A8', fonts: font(400) },
    { ...sync(first), summary: 'Template 1.1: heavier paper.' },
  );
  await decide(red, 'approve');
  const merged = expectData(
    await agent.post<{ data?: Version }>('/artifacts/merges', { ours_id: red.id, theirs_id: heavier.id }),
  );
  await decide(merged, 'reject', 'The paper does not fit the printer.');
  const ours = await record(
    { paper: 320, color: 'crimson', size: 'A7', fonts: font(600), finish: 'matt' },
    { ...local(red), summary: 'Crimson on lighter paper.' },
  );
  await decide(ours, 'approve');
  const blue = await record(
    { paper: 350, color: 'blue', size: 'A8', fonts: font(700), finish: 'gloss' },
    { ...sync(heavier), summary: 'Template 1.2: blue, glossy.' },
  );
  const theirs = await record(
    { paper: 350, color: 'blue', size: 'A8', fonts: font(700), finish: 'gloss', corner: 'round' },
    { ...sync(blue), summary: 'Template 1.3: round corners.' },
  );
  const afresh = await record(
    { paper: 300, color: 'black' },
    { change_origin: 'deployment', summary: 'Started afresh.' },
  );
  const lineagePath = `/artifacts/lineage?project=${projectId}&key=${KEY}`;
  return { projectId, lineagePath, first, red, heavier, merged, ours, blue, theirs, afresh };
}
