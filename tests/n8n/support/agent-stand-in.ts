import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const NAME = 'n8n-nodes-agent-stand-in';

export const AGENT = `${NAME}.agentStandIn`;

/**
 * The source of a node that takes the place of n8n's agent, whose package of models and vector stores is not installed
 * for tests. It asks n8n for the tools that are wired to it, as every agent does, and calls those that it is told to.
 * What a model would answer, and why, is no concern of ours.
 */
const SOURCE = `
exports.AgentStandIn = class {
  description = {
    displayName: 'Agent stand-in',
    name: 'agentStandIn',
    group: ['transform'],
    version: 1,
    description: 'Calls tools',
    defaults: { name: 'Agent stand-in' },
    inputs: ['main', { type: 'ai_tool' }],
    outputs: ['main'],
    properties: [{ displayName: 'Calls', name: 'calls', type: 'json', default: '[]' }],
  };

  async execute() {
    const tools = await this.getInputConnectionData('ai_tool', 0);
    const output = [];
    for (const { tool: name, arguments: given } of this.getNodeParameter('calls', 0)) {
      const tool = tools.find((one) => one.name === name);
      const answer = await tool.invoke(given).then(JSON.parse, (error) => ({ error: error.message }));
      const takes = Object.keys(tool.schema.shape);
      output.push({ json: { tool: name, description: tool.description, takes, answer } });
    }
    return [output];
  }
};
`;

/** Puts the stand-in into a folder of n8n, as an installed package. */
export async function installAgentStandIn(folder: string): Promise<void> {
  const place = join(folder, '.n8n/nodes/node_modules', NAME);
  await mkdir(place, { recursive: true });
  await writeFile(join(place, 'AgentStandIn.node.js'), SOURCE);
  const n8n = { n8nNodesApiVersion: 1, nodes: ['AgentStandIn.node.js'] };
  await writeFile(join(place, 'package.json'), JSON.stringify({ name: NAME, version: '1.0.0', n8n }));
}
