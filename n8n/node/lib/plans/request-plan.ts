/** A request to the server, planned from a node's parameters. */
export interface RequestPlan {
  method: 'GET' | 'POST' | 'DELETE';
  /** Below the base URL, e.g. `/artifacts/versions`. */
  path: string;
  query?: Record<string, string | number | boolean>;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Reads a parameter of the node for one item; undefined, null or an empty text when it is not set. */
export type Read = (name: string) => unknown;

/** A parameter that does not mean what it has to; the message tells its author what to change. */
export class ParameterFault extends Error {}

/** Without what is not set: an empty field of the form is one that was left out. */
export function onlySet(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => isSet(value)));
}

/** Whether a parameter says anything. */
export function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

/** The fields that were added in a collection of optional fields. */
export function addedFields(read: Read, name = 'additionalFields'): Record<string, unknown> {
  const value = read(name);
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** A JSON field: n8n hands out the text that was typed, or what an expression made. Undefined when it is empty. */
export function jsonField(value: unknown, label: string): unknown {
  if (!isSet(value)) return undefined;
  if (typeof value !== 'string') return value;
  if (value.trim() === '') return undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    return parsed;
  } catch {
    return refuse(`${label} is not valid JSON. A text is written in quotation marks: "like this".`);
  }
}

/** Throws a `ParameterFault` with that message. */
export function refuse(message: string): never {
  throw new ParameterFault(message);
}

/** A list: typed as text with commas, or what an expression made. Undefined when it is empty. */
export function listField(value: unknown): unknown[] | undefined {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value;
  if (!isSet(value)) return undefined;
  const parts = String(value).split(',');
  const entries = parts.map((part) => part.trim()).filter((part) => part !== '');
  return entries.length === 0 ? undefined : entries;
}

/** A part of a path, e.g. an id. Throws a `ParameterFault` when it is empty: the path would mean another route. */
export function segment(value: unknown, label: string): string {
  if (typeof value !== 'string' && typeof value !== 'number') refuse(`${label} is empty.`);
  if (value === '') refuse(`${label} is empty.`);
  return encodeURIComponent(value);
}
