import type { Key } from '../domain/words.js';

/**
 * Paths of pages that other pages lead to. As paths, not as route names: a link to a name that no page has breaks the
 * page that it stands on.
 */
export const projectsPlace = '/artifacts/projects';

export function projectPlace(projectId: Key): string {
  return `${projectsPlace}/${encodeURIComponent(projectId)}`;
}

export function historyPlace(projectId: Key): string {
  return `${projectPlace(projectId)}/history`;
}

/** The page of one version. */
export function versionPlace(versionId: string): string {
  return `/artifacts/review/${encodeURIComponent(versionId)}`;
}

/** The graph of a line, at one of its versions. */
export function linePlace(projectId: Key, schemaKey: string, versionId: string): string {
  const query = new URLSearchParams({ project: String(projectId), key: schemaKey, at: versionId });
  return `/artifacts/lineage?${query.toString()}`;
}
