import type { Json, Version } from '../../../src/domain/words.js';
import type { OwnInstance } from '../../helpers/instance.js';
import { expectData, readProject, uploadFile } from '../../helpers/sample.js';
import { newProject } from '../support-http/new-project.js';
import type { TestProject } from '../support-http/new-project.js';

/** Large, with an order of keys, characters and numbers that are lost where somebody does not take care. */
export function largeValue(of: string): { [key: string]: Json } {
  return {
    zebra: of,
    ä: 'ß 💡 \u2028 \\ " \n',
    alpha: { '10': 0.1, '9': 1e21, b: null, a: [1.5e-7, -0.25, 4503599627370497, [], {}] },
    text: `${of} `.repeat(100),
  };
}

export interface OldProject {
  project: TestProject;
  /** Was live at context version 1, superseded at 2. */
  first: Version;
  /** Has a file, was live at context version 2, superseded at 3. */
  second: Version;
  rejected: Version;
  /** Live. */
  live: Version;
  pending: Version;
  /** Rejected, but its value is not worth it. */
  small: Version;
  /** Rejected parents of a merge that waits, their common ancestor, and one that the merge has nothing to do with. */
  merge: { base: Version; ours: Version; theirs: Version; other: Version; merged: Version };
  /** The context at 1 and 2, as it was read then. */
  contexts: Json[];
}

/** A project with one of each kind of version, decided through the endpoint. */
export async function oldProject(instance: OwnInstance): Promise<OldProject> {
  const project = await newProject(instance);
  const { record, decide } = project;
  const reject = async (...versions: Version[]): Promise<void> => {
    const reason = 'Not this one';
    // One request decides on one version of a line only.
    for (const { id } of versions) await decide({ version_id: id, action: 'reject', reason });
  };
  const contexts: Json[] = [];
  const approve = async (version: Version): Promise<void> => {
    await project.approve(version);
    contexts.push((await readProject(instance, project.project_id)).context);
  };
  const first = await record('brand.book', largeValue('first'));
  await approve(first);
  const file = await uploadFile(instance);
  const second = await record('brand.book', largeValue('second'), { files: [file] });
  await approve(second);
  const live = await record('brand.book', largeValue('live'));
  await approve(live);
  const rejected = await record('brand.book', largeValue('rejected'));
  await reject(rejected);
  const pending = await record('brand.book', largeValue('pending'));
  const small = await record('brand.name', { name: 'small' });
  await reject(small);

  const base = await record('docs.brief', { ...largeValue('base'), ours: 0, theirs: 0 });
  const edit = (change: object) => ({ ...largeValue('base'), ours: 0, theirs: 0, ...change });
  const ours = await record('docs.brief', edit({ ours: 1 }), { parent_id: base.id });
  const theirs = await record('docs.brief', edit({ theirs: 1 }), { parent_id: base.id });
  const other = await record('docs.brief', edit({ other: 1 }), { parent_id: base.id });
  await reject(base, ours, theirs, other);
  const merged = expectData(
    await project.agent.post<{ data?: Version }>('/artifacts/merges', {
      ours_id: ours.id,
      theirs_id: theirs.id,
    }),
  );
  return {
    project,
    first,
    second,
    rejected,
    live,
    pending,
    small,
    merge: { base, ours, theirs, other, merged },
    contexts: contexts.slice(0, 2),
  };
}
