import { z } from 'zod';
import { as } from '../../helpers/api.js';
import type { Reply } from '../../helpers/api.js';
import type { Instance } from '../../helpers/instance.js';
import { expectData } from '../../helpers/sample.js';

/** The parts of an OpenAPI 3.1 description that tests look into. */
export interface Description {
  openapi: string;
  info: { title: string; version: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema>; securitySchemes: Record<string, object> };
  security: Record<string, string[]>[];
}

export interface Operation {
  operationId: string;
  summary: string;
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[];
  requestBody?: { required?: boolean; content: Content };
  responses: Record<string, { description: string; content?: Content }>;
}

type Content = Record<string, { schema: Schema }>;
type Schema = Record<string, unknown>;

/** The description as the server publishes it. */
export async function readDescription(instance: Instance): Promise<Description> {
  const reply = await as(instance.url, instance.agent.token).get<Description>('/artifacts/openapi.json');
  return expectData({ ...reply, body: { data: reply.body } });
}

/** Every operation under its method and path, e.g. `get /artifacts/health`. */
export function operationsOf({ paths }: Description): [string, Operation][] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Operation] => [
      `${method} ${path}`,
      operation,
    ]),
  );
}

/** What is wrong with an answer by the description; its status must be described too. */
export function flawsOf(description: Description, route: string, reply: Reply<unknown>): string[] {
  const [, operation] = operationsOf(description).find(([name]) => name === route) ?? [];
  const status = reply.status >= 400 && reply.status < 500 ? '4XX' : String(reply.status);
  const response = operation?.responses[status];
  if (response === undefined) return [`${route} does not describe ${status}`];
  const schema = response.content?.['application/json']?.schema;
  if (schema !== undefined) return compile(description, schema)(reply.body);
  return reply.body === '' ? [] : [`${route} ${status} has a body that is not described`];
}

const COMPONENTS = '#/components/schemas/';

/** Every `$ref` in the description, wherever it is. */
export function references(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]: [string, unknown]) =>
    key === '$ref' && typeof value === 'string' ? [value] : references(value),
  );
}

/** What a JSON pointer such as `#/components/schemas/Version` leads to. */
export function resolve(description: Description, reference: string): unknown {
  const steps = reference.replace(/^#\//, '').split('/');
  return steps.reduce<unknown>(
    (node, step) =>
      (node as Record<string, unknown> | undefined)?.[step.replaceAll('~1', '/').replaceAll('~0', '~')],
    description,
  );
}

/**
 * A check of values against one schema of the description, read from what was published and not from the sources it
 * was made of.
 *
 * @returns what is wrong, as one line per flaw; empty when the value fits
 */
export function compile(description: Description, schema: Schema): (value: unknown) => string[] {
  const definitions = Object.fromEntries(
    Object.entries(description.components.schemas).map(([name, one]) => [name, localize(one)]),
  );
  const type = z.fromJSONSchema({ ...(localize(schema) as Schema), $defs: definitions } as Parameters<
    typeof z.fromJSONSchema
  >[0]);
  return (value) => {
    const result = type.safeParse(value);
    return result.success
      ? []
      : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  };
}

/** The schema with its references where JSON Schema keeps definitions. */
function localize(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(localize);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]: [string, unknown]) => [
      key,
      key === '$ref' && typeof value === 'string' ? value.replace(COMPONENTS, '#/$defs/') : localize(value),
    ]),
  );
}
