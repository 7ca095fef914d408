import { beforeAll, describe, expect, test } from 'vitest';
import type { Json, Key } from '../../src/domain/words.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import { pendingVersion } from '../helpers/sample.js';
import { snapshot } from './support-guards/ledger.js';
import { removeFlows, trigger, webhook } from './support-flows/flow.js';

/** Nesting deeper than what is stored. */
const deep = (): Json => {
  let value: Json = 1;
  for (let level = 0; level < 200; level++) value = { a: value };
  return value;
};

/** What the option is, what the answer has to name. Filled in from the body that the Flow is triggered with. */
const WRONG: [string, string, Record<string, Json>, RegExp][] = [
  ['an option nobody knows', 'artifact-record', { valeu: 1 }, /Unknown: "valeu"/],
  [
    'a template that finds nothing',
    'artifact-decide',
    { if_match: '{{$trigger.body.nix}}' },
    /"if_match" is a template that finds nothing/,
  ],
  [
    'a template that finds nothing in a list',
    'artifact-promote',
    { version_ids: ['{{$last.nix.nix}}'] },
    /"version_ids" is a template/,
  ],
  ['no version', 'artifact-decide', { version_id: '' }, /"version_id" is required/],
  ['no versions', 'artifact-decide', { version_id: [] }, /./],
  ['a version that is no id', 'artifact-decide', { version_id: 'latest' }, /"version_id" is wrong/],
  ['a decision nobody can make', 'artifact-decide', { action: 'supersede' }, /"action" is wrong/],
  ['no decision', 'artifact-decide', { action: null }, /"action" is (required|wrong)/],
  ['a number that is none', 'artifact-promote', { if_match: '1e3' }, /"if_match" is wrong/],
  ['two scopes', 'artifact-promote', { project_id: '{{$trigger.body.project}}' }, /exactly one of/],
  ['several tasks', 'artifact-promote', { task_id: ['a', 'b'] }, /"task_id" takes one at a time/],
  ['somebody else’s permissions', 'artifact-promote', { permissions: 'admin' }, /"permissions" must be/],
  ['an object for a key', 'artifact-record', { project_id: { id: 1 } }, /"project_id" is wrong/],
  ['a schema key that is none', 'artifact-record', { schema_key: 'A..b' }, /schema_key/],
  ['nothing to record', 'artifact-record', { value: null }, /needs a "value"/],
  ['a value nested too deep', 'artifact-record', { value: '{{$trigger.body.deep}}' }, /nested deeper than/],
  ['a value with U+0000', 'artifact-record', { value: '{{$trigger.body.nul}}' }, /U\+0000/],
  ['a value with __proto__', 'artifact-record', { value: '{"__proto__": {"admin": true}}' }, /__proto__/],
  [
    'an address that may not be called',
    'artifact-record',
    { callback_url: 'http://169.254.169.254/' },
    /callback/i,
  ],
  ['a file twice', 'artifact-record', { files: '{{$trigger.body.twice}}' }, /names a file twice/],
  [
    'a version merged with itself',
    'artifact-merge',
    { theirs_id: '{{$trigger.body.version}}' },
    /with itself/,
  ],
  ['resolutions that are no JSON', 'artifact-merge', { resolutions: '{"a"' }, /"resolutions" is wrong/],
  ['a question nobody answers', 'artifact-query', { what: 'secrets' }, /"what" must be one of/],
  ['an option of another question', 'artifact-query', { schema_key: 'a' }, /Unknown: "schema_key"/],
  ['a limit without end', 'artifact-query', { what: 'pending', limit: '-1' }, /"limit" is wrong/],
];

const RIGHT: Record<string, Record<string, Json>> = {
  'artifact-record': { project_id: '{{$trigger.body.project}}', schema_key: 'brand.color', value: 'red' },
  'artifact-decide': { version_id: '{{$trigger.body.version}}', action: 'approve' },
  'artifact-promote': { task_id: '{{$trigger.body.task}}' },
  'artifact-merge': { ours_id: '{{$trigger.body.version}}', theirs_id: '{{$trigger.body.other}}' },
  'artifact-query': { project_id: '{{$trigger.body.project}}' },
};

// What is refused here never gets to a database.
describe('options that cannot be meant', () => {
  const instance = sharedInstance(vendors[0]!);
  let body: Record<string, Json>;
  let projectId: Key;
  let answers: Record<string, Json>;

  beforeAll(async () => {
    const first = await pendingVersion(instance);
    const second = await pendingVersion(instance, { project_id: first.projectId });
    projectId = first.projectId;
    const file = '00000000-0000-4000-8000-000000000001';
    body = {
      project: projectId,
      task: first.taskId,
      version: first.version.id,
      other: second.version.id,
      deep: deep(),
      twice: [file, file],
    };
    // All of them in one Flow: each goes on to the next along its reject path.
    const before = await snapshot(instance, projectId);
    answers = await runAll(body);
    expect(await snapshot(instance, projectId)).toEqual(before);
  });

  async function runAll(given: Record<string, Json>): Promise<Record<string, Json>> {
    const collected: Record<string, Json> = {};
    for (const [name, type, options] of WRONG) {
      const merged = { ...RIGHT[type], ...options };
      // Not through the body: Directus would refuse that one before the Flow gets it.
      if (merged['value'] === '{{$trigger.body.nul}}') merged['value'] = 'a\u0000b';
      const flow = await webhook(instance, [{ key: 'tried', type, options: merged }]);
      const reply = await trigger(instance, flow, instance.reviewer.token, given);
      collected[name] = reply.body['tried'] ?? null;
      await removeFlows(instance);
    }
    return collected;
  }

  test.each(WRONG)('%s (%s) is refused by name', (name, _type, _options, message) => {
    expect(answers[name]).toMatchObject({ code: 'INVALID_PAYLOAD', status: 400 });
    expect(answers[name]).toHaveProperty('message', expect.stringMatching(message));
  });

  test('a refusal is the answer where the Flow says so', async () => {
    const flow = await webhook(
      instance,
      [{ key: 'tried', type: 'artifact-decide', options: { version_id: 'x', action: 'approve' } }],
      { error_on_reject: true },
    );
    const reply = await trigger(instance, flow, instance.reviewer.token);
    await removeFlows(instance);
    expect(reply.status).toBe(400);
    expect(reply.body).toMatchObject({ errors: [{ extensions: { code: 'INVALID_PAYLOAD' } }] });
  });
});
