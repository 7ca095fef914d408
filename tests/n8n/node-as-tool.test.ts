import { beforeAll, expect, test } from 'vitest';
import type { Version } from '../../src/domain/words.js';
import { createProject, pendingVersion } from '../helpers/sample.js';
import { AGENT } from './support/agent-stand-in.js';
import { sharedNodePair } from './support/node-pair.js';
import type { NodePair } from './support/node-pair.js';
import { chosen, operation, OURS, sent, testWebhook, workflowOf } from './support/node-workflow.js';
import type { Step } from './support/node-workflow.js';

let pair: NodePair;
beforeAll(async () => {
  pair = await sharedNodePair();
  const { rest, credentials } = pair;
  const agent: Step = {
    name: 'Agent',
    type: AGENT,
    parameters: { calls: sent('calls') },
  };
  const line = { projectId: chosen(sent('project_id')), schemaKey: chosen('copy.headline', 'key') };
  const value = "={{ $fromAI('value', 'The headline as JSON', 'json') }}";
  const tools = [
    tool('record', 'version record', 'Records a headline for review', { ...line, value }),
    tool('record_and_wait', 'version recordAndWait', 'Records and waits', { ...line, value }),
    tool('approve', 'decision decide', 'Approves', {
      versionId: "={{ $fromAI('version_id') }}",
      action: 'approve',
    }),
  ];
  const { connections, ...workflow } = workflowOf('agent', [testWebhook('agent'), agent], credentials);
  const { nodes } = workflowOf('tools', tools, credentials);
  const wires = tools.map(({ name }) => [
    name,
    { ai_tool: [[{ node: 'Agent', type: 'ai_tool', index: 0 }]] },
  ]);
  await rest.publish({
    ...workflow,
    nodes: [...workflow.nodes, ...nodes],
    connections: { ...connections, ...(Object.fromEntries(wires) as object) },
  });
});

/** An operation of our node in the form that n8n makes of it for agents. */
function tool(
  name: string,
  path: string,
  toolDescription: string,
  parameters: Record<string, unknown>,
): Step {
  const step = operation(name, 'agent', path, {
    descriptionType: 'manual',
    toolDescription,
    ...parameters,
  });
  return { ...step, type: `${OURS}Tool`, more: {} };
}

async function call(project_id: unknown, calls: { tool: string; arguments: object }[]) {
  const { n8n } = pair;
  const { items } = await n8n.reached(await n8n.run('agent', { project_id, calls }), 'success');
  return items('Agent');
}

test('an agent records with the node as its tool, as often as it calls it', async () => {
  const { directus } = pair;
  const project_id = await createProject(directus);
  const once = { tool: 'record', arguments: { value: { text: 'North' } } };
  const [first, second] = await call(project_id, [once, once]);
  expect(first).toMatchObject({
    description: 'Records a headline for review',
    takes: ['value'],
    answer: [{ schema_key: 'copy.headline', version_number: 1, status: 'pending' }],
  });
  expect(second).toMatchObject({ answer: [{ version_number: 2 }] });
  const versions = await directus.knex<Version>('artifact_versions').where({ project_id });
  expect(versions.map((version) => version.value)).toEqual(['{"text":"North"}', '{"text":"North"}']);
});

test('what an agent may not do is answered with a reason that it can act on, and changes nothing', async () => {
  const { directus } = pair;
  const { projectId: project_id, version } = await pendingVersion(directus);
  const answers = await call(project_id, [
    { tool: 'record_and_wait', arguments: { value: { text: 'North' } } },
    { tool: 'approve', arguments: { version_id: version.id } },
  ]);
  expect(answers).toMatchObject([
    {
      answer: {
        error: expect.stringMatching(/A tool cannot wait.+Let the agent record the version/s) as string,
      },
    },
    { takes: ['version_id'], answer: { error: expect.stringContaining('FORBIDDEN') as string } },
  ]);
  const versions = await directus.knex<Version>('artifact_versions').where({ project_id });
  expect(versions).toMatchObject([{ id: version.id, status: 'pending' }]);
});
