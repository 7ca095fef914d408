import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Json, Key } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import { startInstance, vendors } from '../helpers/instance.js';
import type { OwnInstance } from '../helpers/instance.js';
import { createProject, expectData, readProject, recordVersion, setStatus } from '../helpers/sample.js';
import { behindTheGuards } from './support-http/behind-the-guards.js';
import { entryRows, expectedEntryHash } from './support-http/entry-hash.js';
import type { EntryRow } from './support-http/entry-hash.js';

interface Tampering {
  rows: EntryRow[];
  /** Changes columns of the entry with this sequence. */
  set: (sequence: number, change: Record<string, unknown>) => Promise<void>;
  remove: (entries: EntryRow[]) => Promise<void>;
  insert: (entry: EntryRow) => Promise<void>;
}

/** What somebody with access to the database may try: what they do, and the entry at which it shows. */
const TAMPERINGS: [string, (log: Tampering) => Promise<void>, number][] = [
  ['a reason that was changed', ({ set }) => set(3, { reason: 'It was fine' }), 3],
  ['an actor that was changed', ({ set }) => set(2, { actor_id: randomUUID() }), 2],
  ['an actor type that was changed', ({ set }) => set(2, { actor_type: 'ai' }), 2],
  ['feedback that was changed', ({ set }) => set(4, { feedback: JSON.stringify({ score: 10 }) }), 4],
  [
    'a date moved by a millisecond',
    ({ rows, set }) => set(1, { date_created: new Date(Date.parse(rows[0]!.date_created) + 1) }),
    1,
  ],
  ['a content hash that was changed', ({ set }) => set(5, { content_hash: 'f'.repeat(64) }), 5],
  ['a context version that was changed', ({ set }) => set(6, { context_version: 9 }), 6],
  ['an entry hash that was changed', ({ set }) => set(2, { entry_hash: 'f'.repeat(64) }), 2],
  ['an entry that was removed', ({ rows, remove }) => remove(rows.slice(2, 3)), 4],
  ['the first entry removed', ({ rows, remove }) => remove(rows.slice(0, 1)), 2],
  ['the tail cut off', ({ rows, remove }) => remove(rows.slice(4)), 5],
  ['everything removed', ({ rows, remove }) => remove(rows), 1],
  [
    'an entry put in between, with a hash that fits it',
    async ({ rows, set, insert }) => {
      for (const { sequence } of rows.slice(2).toReversed()) await set(sequence, { sequence: sequence + 1 });
      const forged = { ...rows[2]!, id: randomUUID(), reason: 'It was fine' };
      await insert({ ...forged, entry_hash: expectedEntryHash(forged) });
    },
    4,
  ],
  [
    'two entries that changed places',
    async ({ set }) => {
      await set(2, { sequence: 1000 });
      await set(3, { sequence: 2 });
      await set(1000, { sequence: 3 });
    },
    2,
  ],
  [
    'an entry rewritten with a hash that fits it',
    async ({ rows, set }) => {
      const forged = { ...rows[2]!, reason: 'It was fine' };
      await set(3, { reason: forged.reason, entry_hash: expectedEntryHash(forged) });
    },
    4,
  ],
  [
    'a chain rewritten to its end with hashes that all fit',
    async ({ rows, set }) => {
      let previous = rows[1]!.entry_hash;
      for (const row of rows.slice(2)) {
        const forged = {
          ...row,
          previous_entry_hash: previous,
          ...(row.sequence === 3 && { reason: 'It was fine' }),
        };
        previous = expectedEntryHash(forged);
        await set(row.sequence, {
          reason: forged.reason,
          previous_entry_hash: forged.previous_entry_hash,
          entry_hash: previous,
        });
      }
    },
    6,
  ],
];

describe.each(vendors)('an audit log that somebody tampered with on %s', (vendor) => {
  let instance: OwnInstance;

  beforeAll(async () => {
    instance = await startInstance({ vendor });
  });

  afterAll(async () => {
    await instance.stop();
  });

  /** Six entries: request_changes, reject, request_changes, reject, approve, promote. */
  async function loggedProject(): Promise<Key> {
    const [agent, reviewer] = [
      as(instance.url, instance.agent.token),
      as(instance.url, instance.reviewer.token),
    ];
    const project_id = await createProject(instance);
    for (const value of [1, 2]) {
      const { id } = await recordVersion(agent, { project_id, schema_key: 'a', value });
      for (const action of ['request_changes', 'reject']) {
        const feedback: Json = { score: value };
        expectData(
          await reviewer.post('/artifacts/decisions', {
            version_id: id,
            action,
            reason: 'Not yet',
            feedback,
          }),
        );
      }
    }
    const { id } = await recordVersion(agent, { project_id, schema_key: 'a', value: 3 });
    expectData(await setStatus(reviewer, id, 'approved'));
    return project_id;
  }

  const verify = async (project_id: Key) =>
    expectData(
      await as(instance.url, instance.agent.token).get(
        `/artifacts/projects/${String(project_id)}/audit/verify`,
      ),
    );

  test.each(TAMPERINGS)('%s is found, and at the right place', async (_name, tamper, sequence) => {
    const project_id = await loggedProject();
    expect(await verify(project_id)).toEqual({ valid: true, entries: 6, first_broken: null });
    const rows = await entryRows(instance, project_id);
    expect(rows.at(-1)).toMatchObject({ sequence: 6, action: 'promote' });
    await behindTheGuards(instance, async (trx) => {
      const set = async (at: number, change: Record<string, unknown>): Promise<void> => {
        const log = trx('artifact_approvals').where({ project_id, sequence: at });
        expect(await log.update(change)).toBe(1);
      };
      const remove = async (entries: EntryRow[]): Promise<void> => {
        const ids = entries.map(({ id }) => id);
        expect(await trx('artifact_approvals').whereIn('id', ids).delete()).toBe(ids.length);
      };
      const insert = async (entry: EntryRow): Promise<void> => {
        const feedback = JSON.stringify(entry['feedback']);
        await trx('artifact_approvals').insert({
          ...entry,
          feedback,
          date_created: new Date(entry.date_created),
        });
      };
      await tamper({ rows, set, remove, insert });
    });
    expect(await verify(project_id)).toMatchObject({ valid: false, first_broken: { sequence } });
    // Reading tells; it changes nothing.
    expect((await readProject(instance, project_id)).context_version).toBe(1);
  });

  test('an entry forged into another project shows there, and only there', async () => {
    const { knex } = instance;
    const [one, two] = [await loggedProject(), await loggedProject()];
    const [stolen] = await entryRows(instance, one);
    const row = {
      ...stolen!,
      id: randomUUID(),
      project_id: two,
      sequence: 7,
      feedback: null,
      date_created: new Date(),
    };
    await knex('artifact_approvals').insert(row);
    expect(await verify(two)).toMatchObject({ valid: false, first_broken: { sequence: 7 } });
    expect(await verify(one)).toMatchObject({ valid: true });
  });
});
