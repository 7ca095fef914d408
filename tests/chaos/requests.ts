import { chosen } from './world.js';
import type { World } from './world.js';
import type { Effect } from './history.js';
import type { DecisionRoute, Operation } from './operations.js';

/** What will be sent, as whom, and what it leaves behind if it is done. */
export interface Planned {
  person: 'admin' | 'reviewer' | 'secondReviewer' | 'agent';
  method: string;
  path: string;
  body: unknown;
  headers: Record<string, string>;
  effect: Effect;
}

/** The request of an operation in the world as it is known now; null when there is nothing to do it with yet. */
export function planRequest(
  world: World,
  operation: Operation,
  token: string,
  contextVersionOf: (projectId: string) => Promise<number | null>,
): Planned | null | Promise<Planned | null> {
  const { kind, picks } = operation;
  if (kind === 'record') return record(world, operation, token);
  if (kind === 'promote') return promote(world, operation, contextVersionOf);
  if (kind === 'finishTask' || kind === 'reopenTask') return moveTask(world, operation);
  const recent = world.versions.slice(-24);
  const version = chosen(recent, picks.version);
  if (version === undefined) return null;
  if (kind === 'decide') return decide(world, operation, token, version.id);
  if (kind === 'link') {
    const fileId = world.spareFiles.pop();
    if (fileId === undefined) return null;
    const body = { artifact_version_id: version.id, directus_files_id: fileId, sort: picks.other };
    const effect: Effect = { kind: 'link', versionId: version.id, fileId };
    return post('agent', '/items/artifact_files', body, effect);
  }
  const effect: Effect = { kind: 'versions', token, count: 1, ids: [] };
  if (kind === 'restore') {
    return post('agent', `/artifacts/versions/${version.id}/restore`, { summary: token }, effect);
  }
  if (kind === 'child') {
    const { projectId, schemaKey } = version;
    const value = { by: token, deep: { list: [1, null, 'ü', { a: -0.5 }] } };
    const body = {
      project_id: projectId,
      schema_key: schemaKey,
      value,
      summary: token,
      parent_id: version.id,
    };
    return post('agent', '/artifacts/versions', body, effect);
  }
  const others = recent.filter(
    (one) =>
      one.id !== version.id && one.projectId === version.projectId && one.schemaKey === version.schemaKey,
  );
  const other = chosen(others, picks.other);
  if (other === undefined) return null;
  const resolutions = { '/by': 'theirs' };
  return post(
    'agent',
    '/artifacts/merges',
    { ours_id: version.id, theirs_id: other.id, resolutions, summary: token },
    effect,
  );
}

function post(person: Planned['person'], path: string, body: unknown, effect: Effect): Planned {
  return { person, method: 'POST', path, body, headers: {}, effect };
}

function record(world: World, operation: Operation, token: string): Planned | null {
  const { picks, count, schemaKey, withTask, withFile } = operation;
  const project = chosen(world.projects, picks.project);
  if (project === undefined) return null;
  const fileId = withFile ? world.spareFiles.pop() : undefined;
  const bodies = Array.from({ length: count }, (_, index) => ({
    project_id: project.id,
    schema_key: schemaKey,
    // What the server writes into a context wins over a value that says the same.
    value: index === 1 ? `${token} as text` : { by: token, index, version: 99, content_hash: 'mine' },
    summary: token,
    ...(withTask ? { source_task_id: chosen(project.tasks, picks.task) } : {}),
    ...(fileId === undefined || index > 0 ? {} : { files: [fileId] }),
  }));
  const effect: Effect = { kind: 'versions', token, count, ids: [] };
  return post('agent', '/artifacts/versions', count === 1 ? bodies[0] : bodies, effect);
}

async function promote(
  world: World,
  { picks, promote: how, ifMatch, route }: Operation,
  contextVersionOf: (projectId: string) => Promise<number | null>,
): Promise<Planned | null> {
  const project = chosen(world.projects, picks.project);
  if (project === undefined) return null;
  const version = chosen(
    world.versions.filter(({ projectId }) => projectId === project.id),
    picks.version,
  );
  if (how === 'versions' && version === undefined) return null;
  const what = {
    task: { task_id: chosen(project.tasks, picks.task) },
    project: { project_id: project.id },
    versions: { version_ids: [version?.id] },
  }[how];
  const current = ifMatch === 'none' ? null : await contextVersionOf(project.id);
  const wanted = current !== null && ifMatch === 'wrong' ? current + 7 : current;
  const inHeader = wanted !== null && ifMatch === 'header';
  const weak = route === 'patch' ? 'W/' : '';
  return {
    ...post(
      'admin',
      '/artifacts/promotions',
      wanted === null || inHeader ? what : { ...what, if_match: wanted },
      {
        kind: 'promotion',
        projectId: project.id,
        from: 0,
        to: 0,
        versionIds: [],
        ifMatch: wanted,
      },
    ),
    headers: inHeader ? { 'If-Match': `${weak}"${wanted}"` } : {},
  };
}

function moveTask(world: World, { kind, picks }: Operation): Planned | null {
  const task = chosen(chosen(world.projects, picks.project)?.tasks ?? [], picks.task);
  if (task === undefined) return null;
  const body = { status: kind === 'finishTask' ? 'done' : 'in_progress' };
  return { ...post('reviewer', `/items/tasks/${task}`, body, { kind: 'nothing' }), method: 'PATCH' };
}

const STATUS = { approve: 'approved', reject: 'rejected', revoke: 'rejected' } as const;

function decide(world: World, operation: Operation, token: string, versionId: string): Planned {
  const { picks, action } = operation;
  const person = picks.person % 2 === 0 ? 'reviewer' : 'secondReviewer';
  const byStatus = new Set<DecisionRoute>(['patch', 'bulk', 'graphql']);
  const other = chosen(world.versions.slice(-24), picks.other)?.id ?? versionId;
  const both = [...new Set([versionId, other])];
  const effect = (versionIds: string[], hasReason = true): Effect => {
    return { kind: 'entries', token: hasReason ? token : null, versionIds, action };
  };
  if (action !== 'request_changes' && byStatus.has(operation.route)) {
    // A PATCH to `rejected` is a rejection or a revoke, whatever the version is by then.
    const fields = { status: STATUS[action], ...(action === 'approve' ? {} : { rejection_reason: token }) };
    const hasReason = action !== 'approve';
    if (operation.route === 'bulk') {
      const bulk = post(
        person,
        '/items/artifact_versions',
        { keys: both, data: fields },
        effect(both, hasReason),
      );
      return { ...bulk, method: 'PATCH' };
    }
    if (operation.route === 'graphql') {
      const query = `mutation Decide($id: ID!, $data: update_artifact_versions_input!) {
        update_artifact_versions_item(id: $id, data: $data) { id } }`;
      const body = { query, variables: { id: versionId, data: fields } };
      return post(person, '/graphql', body, effect([versionId], hasReason));
    }
    const single = post(
      person,
      `/items/artifact_versions/${versionId}`,
      fields,
      effect([versionId], hasReason),
    );
    return { ...single, method: 'PATCH' };
  }
  if (operation.route === 'entry') {
    const body = { artifact_version_id: versionId, action, reason: token };
    return post(person, '/items/artifact_approvals', body, effect([versionId]));
  }
  const decision = (id: string) => ({
    version_id: id,
    action,
    reason: token,
    feedback: { by: token, n: [1.5, null] },
  });
  if (operation.route === 'batch' && both.length > 1)
    return post(person, '/artifacts/decisions', both.map(decision), effect(both));
  return post(person, '/artifacts/decisions', decision(versionId), effect([versionId]));
}
