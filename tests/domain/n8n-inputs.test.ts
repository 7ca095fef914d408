import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { readTemplate } from '../n8n/support/templates.js';

const CONTEXT = {
  _meta: { context_version: 7 },
  brand: {
    tone: { value: 'calm', artifact_version_id: 't1' },
    logo: { name: 'x', artifact_version_id: 'l1', colors: { artifact_version_id: 'inside a value' } },
  },
  copy: { headline: { text: 'Old', artifact_version_id: 'h1' } },
  stray: ['no entry'],
};

/** Runs the code of a node of a template as n8n does, as far as the templates ask. */
async function run(
  template: string,
  node: string,
  input: unknown,
  others: Record<string, unknown> = {},
): Promise<unknown[]> {
  const { nodes } = await readTemplate(template);
  const { jsCode } = nodes.find(({ name }) => name === node)!.parameters as { jsCode: string };
  const items = (json: unknown) => ({ first: () => ({ json }), all: () => [{ json }] });
  const result: unknown = runInNewContext(`(function () {${jsCode}})()`, {
    $input: items(input),
    $: (name: string) => items(others[name]),
  });
  const made = JSON.parse(JSON.stringify(result)) as { json: { inputs: unknown } }[];
  return made.map(({ json }) => json.inputs);
}

const answer = { choices: [{ message: { content: '{"text": "North"}' } }] };
const config = { schema_key: 'copy.headline', llm_model: 'm' };

describe('what the templates say a version was made from', () => {
  test.each([
    ['produce-artifact', { body: { data: CONTEXT }, headers: { etag: '"7"' } }],
    ['with-node/produce-artifact', { context: CONTEXT, context_version: 7 }],
  ])('%s: what its step really used', async (template, input) => {
    const tone = [{ schema_key: 'brand.tone', version_id: 't1' }];
    expect(await run(template, 'Generate', input)).toEqual([tone, tone]);
    const empty = JSON.parse(JSON.stringify(input).replaceAll('"tone"', '"other"')) as unknown;
    expect(await run(template, 'Generate', empty)).toEqual([[], []]);
  });

  test.each([
    ['produce-artifact-llm', { body: { data: CONTEXT } }],
    ['with-node/produce-artifact-llm', { context: CONTEXT }],
  ])('%s: all that stood in the prompt, but its own key', async (template, read) => {
    const inputs = await run(template, 'Read the answer', answer, { Config: config, 'Read context': read });
    expect(inputs).toEqual([
      [
        { schema_key: 'brand.tone', version_id: 't1' },
        { schema_key: 'brand.logo', version_id: 'l1' },
      ],
    ]);
  });
});
