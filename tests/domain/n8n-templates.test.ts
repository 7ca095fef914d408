import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { drawWorkflow } from '../../scripts/lib/n8n/draw-workflow.js';
import { inRepository } from '../../scripts/lib/paths.js';
import { readTemplate, templateNames } from '../n8n/support/templates.js';
import type { Workflow } from '../n8n/support/templates.js';

const names = await templateNames();

/** Each exists in both forms: this reads the other one too, and fails where it is missing. */
const both = names.flatMap((name) => [name, `with-node/${name}`]);

describe.each(both)('the template %s', (name) => {
  let template: Workflow;
  beforeAll(async () => {
    template = await readTemplate(name);
  });

  test('starts with a button and a Config node', () => {
    const types = template.nodes.map(({ type }) => type);
    expect(types).toContain('n8n-nodes-base.manualTrigger');
    const config = template.nodes.find((node) => node.name === 'Config');
    expect(config?.type).toBe('n8n-nodes-base.set');
  });

  test('has nothing of the n8n that it was made with', () => {
    expect(Object.keys(template).sort()).toEqual(['connections', 'name', 'nodes', 'pinData', 'settings']);
    const credentials = template.nodes.flatMap((node) => Object.values(node.credentials ?? {}));
    // n8n takes any credential of that type when the id is missing, and finds it by name only when it is null: the
    // token of Directus went to the language model.
    for (const credential of credentials) {
      expect(credential).toEqual({ id: null, name: expect.any(String) });
    }
  });

  test('repeats a request that failed, unless that would hide what is wrong', () => {
    const once = template.nodes
      .filter(({ type, retryOnFail }) => type === 'n8n-nodes-base.httpRequest' && retryOnFail !== true)
      .map((node) => node.name);
    // The first shows what is wrong with address or token at once; links are unique, so a second one would fail.
    expect(['Read context', 'Link to the task']).toEqual(expect.arrayContaining(once));
  });

  test('is explained by notes', () => {
    const notes = template.nodes.filter(({ type }) => type === 'n8n-nodes-base.stickyNote');
    expect(notes.length).toBeGreaterThan(2);
  });
});

test.each(names)('%s is drawn in docs/n8n as it is', async (name) => {
  const picture = readFileSync(inRepository(`docs/n8n/${name}.svg`), 'utf8');
  // If this fails: node scripts/draw-workflows.js
  expect(picture).toBe(drawWorkflow(await readTemplate(name)));
  expect(readFileSync(inRepository('docs/n8n.md'), 'utf8')).toContain(`n8n/workflows/${name}.json`);
});
