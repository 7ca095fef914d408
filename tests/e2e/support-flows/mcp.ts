import { as } from '../../helpers/api.js';
import type { Instance } from '../../helpers/instance.js';

/** What a tool of Directus' MCP server answered. */
export interface ToolAnswer {
  /** The data that a success carries; undefined for an error. */
  data: unknown;
  /** The errors as the agent reads them; empty for a success. */
  errors: { error: string; code?: string }[];
}

/** Calls a tool of Directus' MCP server as the holder of a token. */
export async function callTool(
  instance: Instance,
  token: string,
  name: string,
  args: object,
): Promise<ToolAnswer> {
  const reply = await as(instance.url, token).post<{
    result?: { isError?: boolean; content: { text: string }[] };
  }>(
    '/mcp',
    { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } },
    { accept: 'application/json' },
  );
  const { result } = reply.body;
  if (result === undefined) throw new Error(`MCP answered ${reply.status}: ${JSON.stringify(reply.body)}`);
  const said: unknown = JSON.parse(result.content[0]?.text ?? 'null');
  if (result.isError === true) return { data: undefined, errors: said as ToolAnswer['errors'] };
  return { data: (said as { raw?: unknown } | null)?.raw ?? null, errors: [] };
}
