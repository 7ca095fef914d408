import type { RestCommand } from '@directus/sdk';
import type { InputGraph, NamedVersion, StaleCause } from '../domain/staleness/words.js';
import type { Key, VersionStatus } from '../domain/words.js';
import { get, segment } from './request.js';

export type {
  InputGraph,
  MadeVersion,
  NamedVersion,
  OutdatedReason,
  StaleCause,
} from '../domain/staleness/words.js';

export interface StaleVersion extends NamedVersion {
  status: VersionStatus;
  live: boolean;
  /** The nearest first, ten at most. */
  causes: StaleCause[];
}

export interface StaleQuery {
  /** 1 to 500, by default 50. */
  limit?: number | undefined;
  /** `<schema_key>@<version_number>` of the last version of the page before. */
  cursor?: string | undefined;
}

/**
 * What of a project was made from something that is no longer current: `GET /artifacts/projects/:id/stale`. A page with
 * fewer versions than `limit` is the last one.
 */
export const readStale = <Schema>(
  projectId: Key,
  query: StaleQuery = {},
): RestCommand<StaleVersion[], Schema> => get(`/projects/${segment(projectId)}/stale`, { ...query });

export interface Staleness {
  version_id: string;
  stale: boolean;
  causes: StaleCause[];
}

/** Whether up to 100 versions are stale, and why: `GET /artifacts/stale`. Those you may not read are left out. */
export const checkStale = <Schema>(versionIds: string[]): RestCommand<Staleness[], Schema> =>
  get('/stale', { versions: versionIds.join(',') });

/** What a version was made from, and what was made from it: `GET /artifacts/versions/:id/inputs`. */
export const readInputs = <Schema>(
  versionId: string,
): RestCommand<Staleness & InputGraph & { truncated: boolean }, Schema> =>
  get(`/versions/${segment(versionId)}/inputs`);
