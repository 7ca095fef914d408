import { randomUUID } from 'node:crypto';
import type { Api } from '../../helpers/api.js';
import { outcomeOf } from './outcome.js';
import type { Outcome } from './outcome.js';

/** What a request is about. */
export interface Ids {
  projectId: unknown;
  taskId: unknown;
  versionId: string;
}

/** What somebody without the right could try on a version, its files, its project or its task. */
export function attempts(api: Api, name: string): Record<string, (ids: Ids) => Promise<Outcome>> {
  const send = (
    method: 'patch' | 'post' | 'delete',
    path: (ids: Ids) => string,
    body: (ids: Ids) => unknown,
  ) => {
    return async (ids: Ids) => outcomeOf(await api[method](path(ids), body(ids)));
  };
  const version = ({ versionId }: Ids) => `/items/artifact_versions/${versionId}`;
  const onWhatOneReads = {
    'promote a project': send(
      'post',
      () => '/artifacts/promotions',
      ({ projectId }) => ({ project_id: projectId }),
    ),
    'promote a task': send(
      'post',
      () => '/artifacts/promotions',
      ({ taskId }) => ({ task_id: taskId }),
    ),
    'link a file': send(
      'post',
      () => '/items/artifact_files',
      ({ versionId }) => ({ artifact_version_id: versionId, directus_files_id: randomUUID() }),
    ),
    'delete a project': send(
      'delete',
      ({ projectId }) => `/items/projects/${String(projectId)}`,
      () => undefined,
    ),
  };
  const forEverybody = {
    'approve by status': send('patch', version, () => ({ status: 'approved' })),
    'supersede by status': send('patch', version, () => ({ status: 'superseded' })),
    'approve several': send(
      'patch',
      () => '/items/artifact_versions',
      ({ versionId }) => ({ keys: [versionId], data: { status: 'approved' } }),
    ),
    edit: send('patch', version, () => ({ value: 2 })),
    decide: send(
      'post',
      () => '/artifacts/decisions',
      ({ versionId }) => ({ version_id: versionId, action: 'approve' }),
    ),
    'create an entry': send(
      'post',
      () => '/items/artifact_approvals',
      ({ versionId }) => ({ artifact_version_id: versionId, action: 'approve' }),
    ),
    'write a context': send(
      'patch',
      ({ projectId }) => `/items/projects/${String(projectId)}`,
      () => ({ title: 'Mine' }),
    ),
  };
  if (name === 'the agent') return forEverybody; // it may link files and update tasks
  // Who may read these is told more.
  const unseen = name === 'a reader' ? {} : onWhatOneReads;
  return {
    ...forEverybody,
    ...unseen,
    'finish a task': send(
      'patch',
      ({ taskId }) => `/items/tasks/${String(taskId)}`,
      () => ({ status: 'done' }),
    ),
  };
}
