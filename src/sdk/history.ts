import type { RestCommand } from '@directus/sdk';
import type { ApprovalEntry, EntryAction, Key } from '../domain/words.js';
import { get, segment } from './request.js';

export type HistoryEntry = ApprovalEntry & { schema_key: string | null; version_number: number | null };

export interface HistoryQuery {
  /** 1 to 500, by default 50. */
  limit?: number | undefined;
  /** `sequence` of the last entry of the page before. */
  cursor?: number | undefined;
  schema_key?: string | undefined;
  action?: EntryAction[] | undefined;
}

/** The audit log, newest first: `GET /artifacts/projects/:id/history`. A page with fewer entries is the last one. */
export const readHistory = <Schema>(
  projectId: Key,
  { action, ...query }: HistoryQuery = {},
): RestCommand<HistoryEntry[], Schema> =>
  get(`/projects/${segment(projectId)}/history`, { ...query, action: action?.join(',') });

export interface AuditReport {
  valid: boolean;
  entries: number;
  first_broken: { sequence: number; id: string; reason: string } | null;
}

/** Checks the hash chain of the audit log: `GET /artifacts/projects/:id/audit/verify`. */
export const verifyAudit = <Schema>(projectId: Key): RestCommand<AuditReport, Schema> =>
  get(`/projects/${segment(projectId)}/audit/verify`);

export type Feedback = Pick<
  ApprovalEntry,
  'reason' | 'feedback' | 'actor_type' | 'content_hash' | 'date_created'
> & {
  schema_key: string | null;
  version_id: string | null;
  version_number: number | null;
  action: 'reject' | 'request_changes' | 'revoke';
};

/** Why earlier attempts were turned down, newest first: `GET /artifacts/projects/:id/feedback`. */
export const readFeedback = <Schema>(
  projectId: Key,
  query: { schema_key?: string | undefined; limit?: number | undefined } = {},
): RestCommand<Feedback[], Schema> => get(`/projects/${segment(projectId)}/feedback`, { ...query });
