import { expect } from 'vitest';
import { as, type Api } from '../../helpers/api.js';
import type { Instance } from '../../helpers/instance.js';
import { expectData } from '../../helpers/sample.js';
import type { Reviewing } from '../../../src/sdk/reviewing.js';

/** A notification as Directus keeps it. */
export interface Note {
  recipient: string;
  subject: string;
  message: string;
  collection: string | null;
  item: string | null;
}

/** Longer than the server's pause, its patience and a busy machine together. */
const PATIENCE = { timeout: 60_000, interval: 100 };

/** What somebody was told, the first first. */
export async function toldTo({ knex }: Instance, user: { id: string }): Promise<Note[]> {
  return knex('directus_notifications').where({ recipient: user.id }).orderBy('id');
}

/** Waits until the server has looked at all that was recorded. */
export async function untilLooked({ knex }: Instance): Promise<void> {
  await expect
    .poll(async () => knex('artifact_review_queue').pluck('artifact_version_id'), PATIENCE)
    .toEqual([]);
}

/** Waits until somebody was told so many things; fails on more, too. */
export async function untilTold(instance: Instance, user: { id: string }, count: number): Promise<Note[]> {
  await expect
    .poll(async () => (await toldTo(instance, user)).length, PATIENCE)
    .toBeGreaterThanOrEqual(count);
  const notes = await toldTo(instance, user);
  expect(notes).toHaveLength(count);
  return notes;
}

/** The versions that somebody was told of, as the server has noted it. */
export async function versionsToldTo({ knex }: Instance, user: { id: string }): Promise<string[]> {
  return knex('artifact_notifications').where({ user_id: user.id }).pluck('artifact_version_id');
}

/** Has the next digest of somebody, or their return, come now; for a return `away_until` as well. */
export async function comesDue({ knex }: Instance, user: { id: string }, more: object = {}): Promise<void> {
  const hit = await knex('artifact_review_settings')
    .where({ user_id: user.id })
    .whereNotNull('next_look_at')
    .update({ next_look_at: new Date(Date.now() - 1000), ...more });
  expect(hit).toBe(1);
}

/** Waits until nothing of somebody is due any more. */
export async function untilDone({ knex }: Instance, user: { id: string }): Promise<void> {
  const due = () =>
    knex('artifact_review_settings').where({ user_id: user.id }).andWhere('next_look_at', '<=', new Date());
  await expect.poll(async () => (await due()).length, PATIENCE).toBe(0);
}

/** Changes settings; throws unless they are accepted. */
export async function setReviewing(api: Api, changes: object): Promise<Reviewing> {
  return expectData(await api.patch<{ data?: Reviewing }>('/artifacts/me/reviewing', changes));
}

/** What the route says of the caller. */
export async function reviewingOf(api: Api): Promise<Reviewing> {
  return expectData(await api.get<{ data?: Reviewing }>('/artifacts/me/reviewing'));
}

/** Has nothing wait, and nobody know of anything or have set anything. */
export async function startAfresh(instance: Instance): Promise<void> {
  const { knex, url } = instance;
  await untilLooked(instance);
  const left: string[] = await knex('artifact_versions').where({ status: 'pending' }).pluck('id');
  const rejected = left.map((version_id) => ({ version_id, action: 'reject', reason: 'x' }));
  const admin = as(url, instance.admin.token);
  if (left.length > 0) expectData(await admin.post<{ data?: object }>('/artifacts/decisions', rejected));
  for (const table of ['artifact_review_settings', 'artifact_notifications', 'directus_notifications'])
    await knex(table).delete();
}
