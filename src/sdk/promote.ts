import type { RestCommand } from '@directus/sdk';
import type { FrozenVersion, ScheduledVersion } from '../domain/freezes.js';
import type { Key } from '../domain/words.js';
import { type ConditionalOptions, post } from './request.js';

/** All that is approved and waiting of a task or a project, or certain versions of one project. */
export type PromotionScope = { task_id: Key } | { project_id: Key } | { version_ids: string[] };

export type PromotionInput = PromotionScope & {
  /** Context version that the project must be at. 409 `CONTEXT_VERSION_CONFLICT` when it is not. */
  if_match?: number | undefined;
  /** By schema key: the version that must be live there, null for none. */
  expect?: Record<string, string | null> | undefined;
  /** All or none, or those whose schema keys match one of these patterns. */
  create_documents?: boolean | string[] | undefined;
};

export interface Promotion {
  project_id: Key;
  previous_context_version: number;
  context_version: number;
  promoted: { schema_key: string; version_id: string; replaces: string | null }[];
  documents: { id: Key; version_id: string; schema_key: string }[];
  /** Not promoted: somebody has frozen the key. */
  frozen: FrozenVersion[];
  /** Not promoted: to go live later. */
  scheduled: ScheduledVersion[];
}

/** Makes approved versions live: `POST /artifacts/promotions`. Nothing to promote is a success with an empty list. */
export const promoteVersions = <Schema>(
  input: PromotionInput,
  options?: ConditionalOptions,
): RestCommand<Promotion, Schema> => post('/promotions', input, options);

/** Shows what {@link promoteVersions} would do, and changes nothing. */
export const rehearsePromotion = <Schema>(
  input: PromotionInput,
  options?: Pick<ConditionalOptions, 'ifMatch'>,
): RestCommand<Promotion & { dry_run: true }, Schema> =>
  post('/promotions', { ...input, dry_run: true }, options);
