import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { as } from '../helpers/api.js';
import type { Api } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import { finishTask, pendingVersion, uploadFile } from '../helpers/sample.js';
import { snapshot } from './support-guards/ledger.js';
import { outcomeOf, verdict } from './support-guards/outcome.js';
import type { Outcome } from './support-guards/outcome.js';
import { attempts } from './support-guards/attempts.js';
import type { Ids } from './support-guards/attempts.js';
import { addApiUser } from './support-guards/people.js';
import { decisionRoutes, updateRoutes } from './support-guards/routes.js';
import { STATUSES, versionWith } from './support-guards/stages.js';
import type { Staged } from './support-guards/stages.js';

/** GraphQL has no such mutation for those who may not use it. */
const FORBIDDEN = /^(403 )?FORBIDDEN$|GRAPHQL_VALIDATION$/;
const STRANGERS = ['a reader', 'the agent', 'nobody', 'somebody without any permission'] as const;

describe.each(vendors)('permissions on %s', (vendor) => {
  const instance = sharedInstance(vendor);
  const strangers = new Map<string, Api>();
  const targets: Staged[] = [];
  /** All routes for the pending version, every third for the others. */
  const some = <T>(routes: T[], target: Staged): T[] =>
    target === targets[0] ? routes : routes.filter((_, index) => index % 3 === 0);

  beforeAll(async () => {
    strangers.set('a reader', as(instance.url, instance.other.token));
    strangers.set('the agent', as(instance.url, instance.agent.token));
    strangers.set('nobody', as(instance.url, null));
    const powerless = await addApiUser(instance, {});
    strangers.set('somebody without any permission', as(instance.url, powerless.token));
    for (const status of STATUSES) {
      targets.push(await versionWith(instance, status, { files: [await uploadFile(instance)] }));
    }
  });

  describe.each(STRANGERS)('%s', (name) => {
    test('decides by no route, and learns nothing about a version by trying', async () => {
      const api = strangers.get(name)!;
      for (const target of targets) {
        const before = await snapshot(instance, target.projectId);
        for (const route of some(updateRoutes, target)) {
          for (const status of STATUSES) {
            const outcome = await route.update(api, target, { status, rejection_reason: 'Why not' });
            expect(verdict(outcome), `${route.name} ${target.version.status} ${status}`).toMatch(FORBIDDEN);
          }
        }
        for (const route of some(decisionRoutes, target)) {
          for (const action of ['approve', 'reject', 'request_changes', 'revoke']) {
            const outcome = await route.decide(api, target, { action, reason: 'Why not' });
            expect(verdict(outcome), `${route.name} ${action}: ${outcome.message}`).toMatch(FORBIDDEN);
          }
        }
        expect(await snapshot(instance, target.projectId)).toEqual(before);
      }
    });

    test('edits no version, and is not told whether it is sealed', async () => {
      const api = strangers.get(name)!;
      for (const target of targets) {
        const before = await snapshot(instance, target.projectId);
        for (const fields of [{ value: 1 }, { summary: 'x' }, { schema_key: 'a.b' }, { files: [] }]) {
          for (const route of some(updateRoutes, target)) {
            const outcome = await route.update(api, target, fields);
            expect(verdict(outcome), `${route.name}: ${outcome.message}`).toMatch(FORBIDDEN);
          }
        }
        const both = targets.map(({ version }) => version.id);
        const bulk = { keys: both, data: { status: 'approved' } };
        expect(verdict(outcomeOf(await api.patch('/items/artifact_versions', bulk)))).toMatch(FORBIDDEN);
        expect(await snapshot(instance, target.projectId)).toEqual(before);
      }
    });

    test('cannot tell what is there from what is not', async () => {
      const api = strangers.get(name)!;
      const missing = { projectId: randomUUID(), taskId: randomUUID(), versionId: randomUUID() };
      for (const target of targets) {
        const present = { ...target, versionId: target.version.id };
        for (const [what, attempt] of Object.entries(attempts(api, name))) {
          const there = await attempt(present);
          const absent = await attempt(missing);
          expect(verdict(there), `${what} ${target.version.status}: ${there.message}`).toBe('403 FORBIDDEN');
          expect(withoutIds(absent, missing), what).toEqual(withoutIds(there, present));
        }
      }
    });
  });

  test('nobody uses any route below /artifacts', async () => {
    const admin = as(instance.url, instance.admin.token);
    const api = strangers.get('nobody')!;
    const { body } = await admin.get<{ paths: Record<string, Record<string, unknown>> }>(
      '/artifacts/openapi.json',
    );
    const routes = Object.entries(body.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })),
    );
    expect(routes.length).toBeGreaterThan(10);
    for (const { method, path } of routes) {
      const url = `${path.startsWith('/artifacts') ? '' : '/artifacts'}${path.replace('{id}', String(targets[0]!.projectId))}`;
      for (const content of [{}, { nonsense: true }]) {
        const init = method === 'GET' ? {} : { body: JSON.stringify(content) };
        const headers = { 'content-type': 'application/json' };
        const reply = await api.send(method, url, { ...init, headers });
        expect(verdict(outcomeOf(reply)), `${method} ${url}`).toBe('403 FORBIDDEN');
      }
    }
  });

  test('a reviewer is told in the same words that a version, project or task is missing', async () => {
    const reviewer = as(instance.url, instance.reviewer.token);
    const decision = { version_id: randomUUID(), action: 'approve' };
    const replies = [
      await reviewer.post('/artifacts/decisions', decision),
      await reviewer.post('/items/artifact_approvals', {
        artifact_version_id: decision.version_id,
        action: 'approve',
      }),
      await reviewer.patch(`/items/artifact_versions/${decision.version_id}`, { status: 'approved' }),
      await reviewer.get(`/artifacts/projects/${randomUUID()}/context`),
      await reviewer.get('/artifacts/projects/no-such-project/context'),
      await reviewer.post('/artifacts/promotions', { task_id: randomUUID() }),
      await reviewer.post('/artifacts/promotions', { version_ids: [randomUUID()] }),
      await reviewer.post('/artifacts/versions', { project_id: randomUUID(), schema_key: 'a.b', value: 1 }),
    ];
    for (const reply of replies) {
      expect(verdict(outcomeOf(reply)), JSON.stringify(reply.body)).toBe('403 FORBIDDEN');
      expect(reply.body).toEqual({
        errors: [
          { message: expect.any(String) as string, extensions: { code: 'FORBIDDEN', ...reason(reply.body) } },
        ],
      });
    }
  });

  test('promoting needs the right to update what is named: the task, or else the project', async () => {
    const allowed: Record<string, string[]> = {
      task_id: ['agent', 'reviewer', 'admin'],
      project_id: ['admin'],
      version_ids: ['admin'],
    };
    for (const [scope, people] of Object.entries(allowed)) {
      for (const person of ['other', 'agent', 'reviewer', 'admin'] as const) {
        const target = await versionWith(instance, 'approved');
        const named = {
          task_id: target.taskId,
          project_id: target.projectId,
          version_ids: [target.version.id],
        };
        const value = named[scope as keyof typeof named];
        const api = as(instance.url, instance[person].token);
        const before = await snapshot(instance, target.projectId);
        const outcome = outcomeOf(await api.post('/artifacts/promotions', { [scope]: value }));
        const may = people.includes(person);
        expect(verdict(outcome), `${person} by ${scope}: ${outcome.message}`).toBe(
          may ? 'ok' : '403 FORBIDDEN',
        );
        const after = await snapshot(instance, target.projectId);
        expect(after['projects']![0]!['context_version']).toBe(may ? 1 : 0);
        if (!may) expect(after).toEqual(before);
      }
    }
  });

  test('who may not update a task does not set it done, and nothing goes live', async () => {
    const target = await versionWith(instance, 'approved');
    for (const name of ['a reader', 'nobody', 'somebody without any permission']) {
      const before = await snapshot(instance, target.projectId);
      expect(verdict(outcomeOf(await finishTask(strangers.get(name)!, target.taskId)))).toBe('403 FORBIDDEN');
      expect(await snapshot(instance, target.projectId)).toEqual(before);
    }
  });

  test('who may not create versions records none, whatever the route', async () => {
    const { projectId, version } = await pendingVersion(instance);
    const input = { project_id: projectId, schema_key: version.schema_key, value: version.value };
    for (const name of ['a reader', 'nobody', 'somebody without any permission']) {
      const api = strangers.get(name)!;
      const before = await snapshot(instance, projectId);
      for (const reply of [
        await api.post('/artifacts/versions', input),
        await api.post('/artifacts/versions', { ...input, change_origin: 'sync' }),
        await api.post('/artifacts/versions', [input]),
        await api.post('/items/artifact_versions', input),
        await api.post('/items/artifact_versions', [input]),
      ]) {
        expect(verdict(outcomeOf(reply)), `${name}: ${JSON.stringify(reply.body)}`).toBe('403 FORBIDDEN');
      }
      expect(await snapshot(instance, projectId)).toEqual(before);
    }
  });
});

function withoutIds(outcome: Outcome, ids: Ids): Outcome {
  let text = JSON.stringify(outcome);
  for (const id of Object.values(ids as unknown as Record<string, unknown>)) {
    if (typeof id === 'string') text = text.replaceAll(id, '<id>');
  }
  return JSON.parse(text) as Outcome;
}

function reason(body: unknown): { reason?: string } {
  const [error] = (body as { errors: { extensions: { reason?: string } }[] }).errors;
  return error?.extensions.reason === undefined ? {} : { reason: error.extensions.reason };
}
