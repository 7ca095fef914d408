import type { Key, Timestamp } from './words.js';

/** A stop on what would go live in a project: everywhere, or at a schema key and all keys below it. */
export interface Freeze {
  id: string;
  project_id: Key;
  /** Null: the whole project. */
  schema_key: string | null;
  reason: string;
  frozen_at: Timestamp;
  /** User id; it stays when the account is gone. */
  frozen_by: string | null;
  /** When the server lifts it by itself; null: somebody has to. */
  until: Timestamp | null;
  /** Null while it holds. */
  lifted_at: Timestamp | null;
  /** Null, too, when the server lifted it because its time was over. */
  lifted_by: string | null;
  lift_reason: string | null;
}

/** A version that a freeze keeps from going live. */
export interface FrozenVersion {
  schema_key: string;
  version_id: string;
  freeze_id: string;
  /** Why it was frozen. */
  reason: string;
}

/** A version that waits for the moment at which it is to go live. */
export interface ScheduledVersion {
  schema_key: string;
  version_id: string;
  promote_at: Timestamp;
}

/** What could have been promoted and is not: each with what keeps it. */
export interface HeldBack {
  frozen: FrozenVersion[];
  scheduled: ScheduledVersion[];
}

/** True if a freeze of one key (null: of all) is about another: that key itself, and what lies below it. */
export function isFrozenBy(frozenKey: string | null, schemaKey: string): boolean {
  return frozenKey === null || schemaKey === frozenKey || schemaKey.startsWith(`${frozenKey}.`);
}

/** The oldest of the freezes that keep a key of their project from changing; null if none does. */
export function freezeOf<F extends Pick<Freeze, 'project_id' | 'schema_key'>>(
  freezes: F[],
  version: { project_id: Key; schema_key: string },
): F | null {
  return (
    freezes.find(
      ({ project_id, schema_key }) =>
        String(project_id) === String(version.project_id) && isFrozenBy(schema_key, version.schema_key),
    ) ?? null
  );
}
