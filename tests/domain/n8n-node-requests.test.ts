import { describe, expect, test } from 'vitest';
import { idempotencyKey } from '../../n8n/node/lib/idempotency-key.js';
import { multipart } from '../../n8n/node/lib/multipart.js';
import { decisionBody } from '../../n8n/node/lib/plans/decisions.js';
import { contextPlans, logPlans } from '../../n8n/node/lib/plans/projects.js';
import { mayReread, promotionPlan } from '../../n8n/node/lib/plans/promotions.js';
import type { Read } from '../../n8n/node/lib/plans/request-plan.js';
import { recordBody, versionPlans } from '../../n8n/node/lib/plans/versions.js';

const form =
  (fields: Record<string, unknown>): Read =>
  (name) =>
    fields[name];

describe('What the node sends', () => {
  test('leaves out every field of the form that is empty', () => {
    const read = form({ projectId: 7, schemaKey: 'a.b', value: '', additionalFields: { summary: '' } });
    expect(recordBody(read)).toEqual({ project_id: 7, schema_key: 'a.b' });
  });

  test('puts files that were uploaded before those that were there', () => {
    const read = form({ projectId: 'p', schemaKey: 'k', additionalFields: { file_ids: 'c, d' } });
    expect(recordBody(read, ['a', 'b'])['files']).toEqual(['a', 'b', 'c', 'd']);
  });

  test.each([
    ['{"a": 1}', { a: 1 }],
    ['"text"', 'text'],
    ['0', 0],
    [{ a: 1 }, { a: 1 }],
    [false, false],
  ])('takes a value as typed text and as what an expression made (%o)', (value, sent) => {
    expect(recordBody(form({ projectId: 'p', schemaKey: 'k', value }))['value']).toEqual(sent);
  });

  test('says which field is not valid JSON', () => {
    expect(() => recordBody(form({ value: '{a}' }))).toThrow(/^Value is not valid JSON/);
  });

  test('insists on context version 0 as well', () => {
    const read = form({ versionId: 'v', action: 'approve', additionalFields: { if_match: 0 } });
    expect(decisionBody(read)).toEqual({ version_id: 'v', action: 'approve', if_match: 0 });
  });

  test('never lets an empty or a strange id lead to another route', () => {
    expect(() => versionPlans['restore']!(form({ versionId: '' }))).toThrow('Version ID is empty.');
    expect(versionPlans['restore']!(form({ versionId: '../x?y' })).path).toBe(
      '/artifacts/versions/..%2Fx%3Fy/restore',
    );
  });

  test('asks with If-None-Match for a context that is known', () => {
    const plan = contextPlans['get']!(form({ projectId: 1, additionalFields: { known_version: 3 } }));
    expect(plan.headers).toEqual({ 'If-None-Match': '"3"' });
  });

  test('puts the actions of a filter into one parameter', () => {
    const plan = logPlans['getMany']!(form({ projectId: 1, filters: { actions: ['approve', 'reject'] } }));
    expect(plan.query).toEqual({ action: 'approve,reject' });
  });
});

describe('A promotion', () => {
  test('names exactly one subject, and patterns win over all or none', () => {
    const additionalFields = { create_documents: 'all', document_patterns: 'a.*, b' };
    expect(promotionPlan(form({ promote: 'task', taskId: 3, projectId: 9, additionalFields })).body).toEqual({
      task_id: 3,
      create_documents: ['a.*', 'b'],
    });
    expect(() => promotionPlan(form({ promote: 'task', taskId: '' }))).toThrow('Task is empty.');
  });

  test('is tried with the new context version, but never past a lock on a key', () => {
    expect(mayReread('CONTEXT_VERSION_CONFLICT', { expected: 1, current: 2 })).toBe(true);
    expect(mayReread('CONTEXT_VERSION_CONFLICT', { current: { 'a.b': null } })).toBe(false);
    expect(mayReread('ILLEGAL_TRANSITION', { current: 2 })).toBe(false);
  });
});

describe('The Idempotency-Key', () => {
  const place = { workflowId: 'w', executionId: '12', nodeId: 'n', runIndex: 0, itemIndex: 0 };

  test('is the same for the same place, and another one for the next item or round of a loop', () => {
    const keys = [place, { ...place }, { ...place, itemIndex: 1 }, { ...place, runIndex: 1 }].map(
      idempotencyKey,
    );
    expect(keys[0]).toBe(keys[1]);
    expect(new Set(keys).size).toBe(3);
  });

  test.each(['ü', 'x'.repeat(300), 'a\nb'])(
    'is what the server takes, whatever the ids are',
    (workflowId) => {
      expect(idempotencyKey({ ...place, workflowId })).toMatch(/^[\x20-\x7e]{1,255}$/);
    },
  );
});

describe('An upload', () => {
  test('is read back as it was by a parser that is not ours, and a name cannot end its header', async () => {
    const bytes = Buffer.from([0, 13, 10, 45, 45, 255]);
    const name = 'Grüße\r\nX-Evil: 1.bin';
    const { body, contentType } = multipart({ bytes, name, type: 'application/x-test' }, { title: 'Größe' });
    const parsed = await new Response(new Uint8Array(body), {
      headers: { 'Content-Type': contentType },
    }).formData();
    const file = parsed.get('file');
    expect(parsed.get('title')).toBe('Größe');
    expect(file).toBeInstanceOf(File);
    expect(file instanceof File && [file.name, file.type]).toEqual([
      'Grüße X-Evil: 1.bin',
      'application/x-test',
    ]);
    expect(file instanceof File && Buffer.from(await file.arrayBuffer())).toEqual(bytes);
  });
});
