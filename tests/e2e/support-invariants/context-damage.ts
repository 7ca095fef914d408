import { randomUUID } from 'node:crypto';
import { setEntry } from '../../../src/domain/context.js';
import type { JsonObject } from '../../../src/domain/words.js';
import { readProject } from '../../../src/store/projects.js';
import { pendingVersion } from '../../helpers/sample.js';
import type { Damage } from './damage.js';
import { again, forgeLog, tamper, writeContext } from './forge.js';
import { decide } from './story.js';

/** I1 to I3, I5 and I6: lines, the context and its version, and the log by itself. */
export const CONTEXT_DAMAGE: Damage[] = [
  {
    what: 'a second approved version, perfectly logged',
    breaks: ['I1'],
    async by({ knex, reviewer }, { projectId, outline, draft }) {
      await knex.raw('DROP INDEX IF EXISTS idx_one_approved_per_path');
      const decisions = [outline, draft].map(({ id, content_hash }) => ({
        artifact_version_id: id,
        content_hash,
        decision_id: randomUUID(),
      }));
      await forgeLog(knex, projectId, (entries) => [
        ...entries,
        ...decisions.map((decision) => again(entries[0]!, { ...decision, context_version: null })),
      ]);
      for (const { artifact_version_id, decision_id } of decisions) {
        const approval = { approved_at: new Date(), approved_by: reviewer.id };
        await tamper(knex, artifact_version_id, { status: 'approved', decision_id, ...approval });
      }
    },
  },
  {
    what: 'an entry of the context changed',
    breaks: ['I2'],
    async by({ knex }, { projectId, newLogo }) {
      const { context } = (await readProject(knex, projectId))!;
      await writeContext(
        knex,
        projectId,
        setEntry(context!, 'brand.logo', { artifact_version_id: newLogo.id, nonce: 'mine' }),
      );
    },
  },
  {
    what: 'something put into the context that no version explains',
    breaks: ['I2'],
    async by({ knex }, { projectId }) {
      const { context } = (await readProject(knex, projectId))!;
      await writeContext(knex, projectId, setEntry(context!, 'brand.slogan', { text: 'Just buy it' }));
    },
  },
  {
    what: 'a live version taken out of the context',
    breaks: ['I2'],
    async by({ knex }, { projectId }) {
      const { context } = (await readProject(knex, projectId))!;
      await writeContext(knex, projectId, { _meta: context!['_meta'] });
    },
  },
  {
    what: '_meta changed',
    breaks: ['I2'],
    async by({ knex }, { projectId }) {
      const { context } = (await readProject(knex, projectId))!;
      const meta = context!['_meta'] as JsonObject;
      await writeContext(knex, projectId, { ...context, _meta: { ...meta, total_artifacts: 7 } });
    },
  },
  {
    what: 'a context version raised by nothing, then by a promotion',
    breaks: ['I3'],
    async by(instance, { projectId, draft }) {
      await instance.knex('projects').where({ id: projectId }).increment('context_version', 1);
      await decide(instance, { version_id: draft.id, action: 'approve' });
    },
  },
  {
    what: 'a context version raised by nothing',
    breaks: ['I2', 'I3'],
    async by({ knex }, { projectId }) {
      await knex('projects').where({ id: projectId }).increment('context_version', 1);
    },
  },
  {
    what: 'two promotions made one',
    breaks: ['I3'],
    by: ({ knex }, { projectId }) =>
      forgeLog(knex, projectId, ([first, second, ...rest]) => [
        first!,
        second!,
        // Each of the two promotions of the first bump as if it had been made by itself.
        ...rest.map((entry) =>
          entry.action === 'promote' && entry.context_version === 1
            ? { ...entry, decision_id: randomUUID() }
            : entry,
        ),
      ]),
  },
  {
    what: 'a bump that the log has behind the one that followed it',
    breaks: ['I3'],
    by: ({ knex }, { projectId }) =>
      forgeLog(knex, projectId, (entries) => [
        ...entries.filter(({ action }) => action !== 'revoke'),
        ...entries.filter(({ action }) => action === 'revoke'),
      ]),
  },
  {
    what: 'one command that raised the context version twice',
    breaks: ['I3'],
    by: ({ knex }, { projectId }) =>
      forgeLog(knex, projectId, (entries) => {
        const first = entries.find(({ action }) => action === 'promote')!;
        return entries.map((entry) =>
          entry.action === 'promote' ? { ...entry, decision_id: first.decision_id } : entry,
        );
      }),
  },
  {
    what: 'an entry whose reason was changed',
    breaks: ['I5'],
    async by({ knex }, { rejected }) {
      const own = knex('artifact_approvals').where({ artifact_version_id: rejected.id });
      await own.update({ reason: 'Whatever' });
    },
  },
  {
    what: 'an entry removed',
    breaks: ['I5'],
    async by({ knex }, { criticized }) {
      await knex('artifact_approvals').where({ artifact_version_id: criticized.id }).delete();
    },
  },
  {
    what: 'a version renumbered',
    breaks: ['I6'],
    by: ({ knex }, { draft }) => tamper(knex, draft.id, { version_number: 5 }),
  },
  {
    what: 'a version deleted',
    breaks: ['I6'],
    async by(instance, { projectId }) {
      const record = async (change_origin: string) =>
        (
          await pendingVersion(instance, {
            project_id: projectId,
            schema_key: 'docs.plan',
            change_origin,
          })
        ).version;
      const first = await record('deployment');
      await record('deployment');
      await instance.knex('artifact_versions').where({ id: first.id }).update({ lineage_jump_id: null });
      await instance.knex('artifact_versions').where({ id: first.id }).delete();
    },
  },
];
