import {
  type ApprovalEntry,
  type EntryAction,
  type Key,
  SUBSCRIPTION_ACTIONS,
  type SubscriptionAction,
  type Version,
} from './words.js';

/** Somebody who wants to be called at every decision, or at some of them. */
export interface Subscription {
  id: string;
  url: string;
  /** Null: of all projects. */
  project_id: Key | null;
  /** Null: of all keys. */
  schema_key: string | null;
  actions: SubscriptionAction[];
  /** Whose it is: it ends with that user. */
  user_id: string;
}

/** What happened to a version, as far as subscriptions hear of it. */
export interface Happening {
  version: Pick<Version, 'id' | 'project_id' | 'schema_key' | 'status'>;
  /** Of the log; for `stale` the last one of the change that made it so. */
  entry: Pick<ApprovalEntry, 'date_created' | 'sequence'> & { action: EntryAction | 'stale' };
  /** The project's context version once it stands. */
  contextVersion: number;
}

/** Whether a subscription is about this. */
export function isSubscribed(subscription: Subscription, { version, entry }: Happening): boolean {
  const { project_id, schema_key, actions } = subscription;
  return (
    actions.some((action) => action === entry.action) &&
    (project_id === null || String(project_id) === String(version.project_id)) &&
    (schema_key === null || schema_key === version.schema_key)
  );
}

/** Whether any subscription can be about an entry of the log. */
export function isSubscribable(action: string): action is SubscriptionAction {
  return SUBSCRIPTION_ACTIONS.some((known) => known === action);
}

/**
 * The JSON text that a subscription gets. Thin: reasons, feedback and values the receiver reads with rights of its
 * own, which may be taken from it, while an address in a subscription stays what it is.
 */
export function subscriptionBody(subscriptionId: string, happening: Happening): string {
  const { version, entry, contextVersion } = happening;
  return JSON.stringify({
    subscription_id: subscriptionId,
    version_id: version.id,
    project_id: version.project_id,
    schema_key: version.schema_key,
    action: entry.action,
    status: version.status,
    context_version: contextVersion,
    date: entry.date_created,
  });
}
