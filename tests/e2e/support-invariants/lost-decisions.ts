import { randomUUID } from 'node:crypto';
import type { ApprovalEntry } from '../../../src/domain/words.js';
import { createProject } from '../../helpers/sample.js';
import type { Damage } from './damage.js';
import { again, forgeLog, tamper } from './forge.js';

type Change = (entries: ApprovalEntry[]) => ApprovalEntry[];

/** A log forged so well that its chain holds: only what it says about the versions gives it away. */
const forged = (what: string, change: (story: Parameters<Damage['by']>[1]) => Change): Damage => ({
  what,
  breaks: ['I4'],
  by: ({ knex }, story) => forgeLog(knex, story.projectId, change(story)),
});

const without =
  (action: string, id: string): Change =>
  (entries) =>
    entries.filter((entry) => entry.action !== action || entry.artifact_version_id !== id);

const columns = (what: string, of: 'draft' | 'logo' | 'newLogo' | 'palette', values: object): Damage => ({
  what,
  breaks: ['I4'],
  by: ({ knex }, story) => tamper(knex, story[of].id, { ...values }),
});

/** I4: everything that happened has its trace, and every trace happened. */
export const LOST_DECISIONS: Damage[] = [
  columns('a status without an entry', 'draft', { status: 'rejected', decision_id: randomUUID() }),
  columns('a decision_id that no entry has', 'logo', { decision_id: randomUUID() }),
  columns('a decision_id without a decision', 'draft', { decision_id: randomUUID() }),
  columns('a decision undone', 'logo', { status: 'rejected' }),
  columns('another approver', 'newLogo', { approved_by: randomUUID() }),
  columns('a promotion moved in time', 'palette', { promoted_context_version: 2 }),
  columns('a promotion without its time', 'palette', { promoted_at: null }),
  columns('a retirement moved in time', 'logo', { retired_context_version: 2 }),
  columns('a withdrawal moved in time', 'palette', { retired_context_version: 3 }),
  columns('a retirement of what was never live', 'draft', { retired_context_version: 3 }),
  forged('a rejection that left no trace', ({ rejected }) => without('reject', rejected.id)),
  forged('a promotion that left no trace', ({ palette }) => without('promote', palette.id)),
  forged('an approval that left no trace', ({ logo }) => without('approve', logo.id)),
  forged('an entry of a promotion that never was', ({ draft }) => (entries) => {
    const promotion = entries.findLast(({ action }) => action === 'promote')!;
    const { decision_id } = promotion;
    return [
      ...entries,
      again(promotion, { decision_id, artifact_version_id: draft.id, content_hash: draft.content_hash }),
    ];
  }),
  forged('an approval that never was', ({ draft }) => (entries) => {
    const { id, content_hash } = draft;
    return [...entries, again(entries[0]!, { artifact_version_id: id, content_hash })];
  }),
  forged('one version approved by two decisions', () => (entries) => [...entries, again(entries[0]!)]),
  forged('a version approved and rejected', ({ rejected }) => (entries) => {
    const { id, content_hash } = rejected;
    return [...entries, again(entries[0]!, { artifact_version_id: id, content_hash })];
  }),
  {
    what: 'a version superseded by nothing',
    breaks: ['I4'],
    async by({ knex }, { projectId, logo }) {
      const decision_id = randomUUID();
      await tamper(knex, logo.id, { decision_id });
      await forgeLog(knex, projectId, (entries) =>
        entries.map((entry) => (entry.action === 'supersede' ? { ...entry, decision_id } : entry)),
      );
    },
  },
  {
    what: "an entry in another project's log",
    breaks: ['I4'],
    async by(instance, { projectId, criticized }) {
      const other = await createProject(instance);
      let moved: ApprovalEntry | undefined;
      await forgeLog(instance.knex, projectId, (entries) => {
        moved = entries.find((entry) => entry.artifact_version_id === criticized.id);
        return entries.filter((entry) => entry !== moved);
      });
      await forgeLog(instance.knex, other, () => [{ ...moved!, project_id: other }]);
    },
  },
];
