import type { RestCommand } from '@directus/sdk';
import type { Freeze } from '../domain/freezes.js';
import type { Key, Timestamp } from '../domain/words.js';
import type { Promotion } from './promote.js';
import { get, post, segment, type WriteOptions } from './request.js';

export type { Freeze, FrozenVersion, ScheduledVersion } from '../domain/freezes.js';

export interface FreezeInput {
  /** This key and all keys below it; the whole project, if left out. */
  schema_key?: string | null | undefined;
  reason: string;
  /** When it ends by itself: ISO 8601 with a zone, in the future and within two years. */
  until?: string | null | undefined;
}

/** A freeze as it is now, and what went live by its end. */
export interface Lifted {
  freeze: Freeze;
  promotion: Promotion;
}

export interface Scheduled {
  version_id: string;
  schema_key: string;
  promote_at: Timestamp | null;
  /** What it was before. */
  previous: Timestamp | null;
}

/** Stops what would go live: `POST /artifacts/projects/:id/freezes`. For people who may update the project. */
export const freezeProject = <Schema>(
  projectId: Key,
  input: FreezeInput,
  options?: WriteOptions,
): RestCommand<Freeze, Schema> => post(`/projects/${segment(projectId)}/freezes`, input, options);

/** What is frozen in a project, with `all` also what was lifted: `GET /artifacts/projects/:id/freezes`. */
export const readFreezes = <Schema>(
  projectId: Key,
  options: { all?: boolean | undefined } = {},
): RestCommand<Freeze[], Schema> =>
  get(`/projects/${segment(projectId)}/freezes`, { all: options.all === true ? 'true' : undefined });

/** Ends a freeze, and promotes what would have gone live by itself meanwhile: `POST /artifacts/freezes/:id/lift`. */
export const liftFreeze = <Schema>(
  freezeId: string,
  input: { reason?: string | null | undefined } = {},
  options?: WriteOptions,
): RestCommand<Lifted, Schema> => post(`/freezes/${segment(freezeId)}/lift`, input, options);

/** Says when an approved version goes live, null for not at a time: `POST /artifacts/versions/:id/schedule`. */
export const schedulePromotion = <Schema>(
  versionId: string,
  input: { promote_at: string | null; reason?: string | null | undefined },
  options?: WriteOptions,
): RestCommand<Scheduled, Schema> => post(`/versions/${segment(versionId)}/schedule`, input, options);
