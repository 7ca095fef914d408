import type { Knex } from 'knex';
import type { Subscription } from '../domain/subscriptions.js';
import type { Json, Key, SubscriptionAction, Timestamp } from '../domain/words.js';
import { isSubscribable } from '../domain/subscriptions.js';
import { isPostgres, readJson, writeJson, writeTimestamp } from './dialect.js';

const TABLE = 'artifact_subscriptions';

type Row = Omit<Subscription, 'actions'> & { actions: Json };

/** Writes a new subscription. */
export async function insertSubscription(
  knex: Knex,
  { actions, ...row }: Subscription & { at: Timestamp },
): Promise<void> {
  const { at, ...columns } = row;
  await knex(TABLE).insert({ ...columns, actions: writeJson(actions), date_created: writeTimestamp(at) });
}

/**
 * How many subscriptions a user has. Locks the user's row, so that two requests at once do not both take the last
 * place that is left.
 */
export async function countSubscriptions(trx: Knex.Transaction, userId: string): Promise<number> {
  const user = trx('directus_users').select('id').where({ id: userId });
  if (isPostgres(trx)) void user.forNoKeyUpdate();
  await user;
  const row: { count?: number | string } | undefined = await trx(TABLE)
    .where({ user_id: userId })
    .count({ count: '*' })
    .first();
  return Number(row?.count ?? 0);
}

/** Subscriptions in the order in which they were made: of one user, or of all. */
export async function listSubscriptions(knex: Knex, userId: string | null): Promise<Subscription[]> {
  const rows = select(knex).orderBy('subscription.date_created').orderBy('subscription.id');
  if (userId !== null) void rows.where('subscription.user_id', userId);
  const found: Row[] = await rows;
  return found.map((row) => fromRow(knex, row));
}

/** One subscription, or null. */
export async function findSubscription(knex: Knex, id: string): Promise<Subscription | null> {
  const [row]: Row[] = await select(knex).where('subscription.id', id);
  return row === undefined ? null : fromRow(knex, row);
}

/** Subscriptions that may be about these projects and whose user may still act. */
export async function subscriptionsOn(knex: Knex, projectIds: Key[]): Promise<Subscription[]> {
  const rows: Row[] = await select(knex)
    .join('directus_users as user', 'user.id', 'subscription.user_id')
    .where('user.status', 'active')
    .where((about) => {
      void about.whereNull('subscription.project_id').orWhereIn('subscription.project_id', projectIds);
    })
    .orderBy('subscription.date_created');
  return rows.map((row) => fromRow(knex, row));
}

/** Whether a subscription is there and its user may still act. */
export async function isSubscriptionActive(knex: Knex, id: string): Promise<boolean> {
  const rows: unknown[] = await select(knex)
    .join('directus_users as user', 'user.id', 'subscription.user_id')
    .where({ 'subscription.id': id, 'user.status': 'active' });
  return rows.length > 0;
}

/** Removes a subscription and the calls that it still waits for; what was sent stays in the outbox. */
export async function deleteSubscription(knex: Knex, id: string): Promise<void> {
  await knex(TABLE).where({ id }).delete();
  await knex('artifact_callbacks').where({ subscription_id: id, status: 'pending' }).delete();
}

function select(knex: Knex): Knex.QueryBuilder {
  return knex(`${TABLE} as subscription`).select(
    'subscription.id',
    'subscription.url',
    'subscription.project_id',
    'subscription.schema_key',
    'subscription.actions',
    'subscription.user_id',
  );
}

function fromRow(knex: Knex, row: Row): Subscription {
  const actions = readJson(knex, row.actions);
  return { ...row, actions: Array.isArray(actions) ? actions.filter(isAction) : [] };
}

function isAction(action: Json): action is SubscriptionAction {
  return typeof action === 'string' && isSubscribable(action);
}
