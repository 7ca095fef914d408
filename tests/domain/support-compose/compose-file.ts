import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { inRepository } from '../../../scripts/lib/paths.js';

const mount = z.object({
  type: z.enum(['bind', 'volume']),
  source: z.string(),
  target: z.string(),
  read_only: z.boolean().optional(),
});
export type Mount = z.infer<typeof mount>;

/** What the tests look at of a service; the rest is the schema's business. */
const service = z.object({
  image: z.string(),
  user: z.string().optional(),
  profiles: z.array(z.string()).default([]),
  restart: z.string().optional(),
  command: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.string()).default({}),
  ports: z.array(z.string()).default([]),
  volumes: z.array(mount).default([]),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  networks: z.union([
    z.array(z.string()),
    z.record(z.string(), z.object({ aliases: z.array(z.string()) }).nullable()),
  ]),
  healthcheck: z.object({ test: z.array(z.string()).optional(), disable: z.boolean().optional() }).optional(),
});
export type Service = z.infer<typeof service>;

const composeFile = z.object({
  services: z.record(z.string(), service),
  volumes: z.record(z.string(), z.null()),
  networks: z.record(z.string(), z.object({ internal: z.boolean() }).nullable()),
});

export const composeText = readFileSync(inRepository('docker-compose.yml'), 'utf8');

/** The file as YAML says it, with its merge keys resolved and its variables not. */
export const composeYaml: unknown = parse(composeText, { merge: true });

export const compose = composeFile.parse(composeYaml);

/** A place where Compose puts in a variable: `${NAME:-default}`, or `${NAME:?message}` for one that must be set. */
export interface Variable {
  name: string;
  operator: ':-' | ':?' | null;
  operand: string;
}

/** The variables that a text of the file asks for, `$$` being a plain dollar sign. */
export function variablesOf(text: string): Variable[] {
  const found = text.replaceAll('$$', '').matchAll(/\$(?:\{(\w+)(:[-?])?([^}]*)\}|(\w+))/g);
  return [...found].map(([, name, operator, operand, bare]) => ({
    name: name ?? bare ?? '',
    operator: operator === ':-' || operator === ':?' ? operator : null,
    operand: operand ?? '',
  }));
}

/** The assignments of .env.example. */
export function exampleEnvironment(): Record<string, string> {
  const lines = readFileSync(inRepository('.env.example'), 'utf8').split('\n');
  const assignments = lines.filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(
    assignments.map((line) => {
      const [, name = '', value = ''] = /^([A-Z0-9_]+)=(\S*)$/.exec(line) ?? [];
      if (name === '') throw new Error(`.env.example has the line "${line}".`);
      return [name, value];
    }),
  );
}

/** A value of the file as it is with those variables. */
export function fill(value: string, environment: Record<string, string>): string {
  return value.replaceAll(/\$\{(\w+):[-?]([^}]*)\}/g, (_, name: string, operand: string) => {
    return environment[name] || operand;
  });
}
