import type { ErrorObject } from 'ajv';
import type { Violation } from './words.js';

/** What a message or pointer is cut to: names of keys and allowed values can be of any length. */
const MAX_LENGTH = 500;

/** An error of ajv in our words: it names what ajv leaves to its parameters. */
export function describeError({ instancePath, keyword, message, params }: ErrorObject): Violation {
  return {
    pointer: cut(instancePath),
    keyword,
    message: cut(`${message ?? 'is wrong'}${particulars(keyword, params)}`),
  };
}

function particulars(keyword: string, params: Record<string, unknown>): string {
  const named: Record<string, unknown> = {
    additionalProperties: params['additionalProperty'],
    unevaluatedProperties: params['unevaluatedProperty'],
    propertyNames: params['propertyName'],
    enum: params['allowedValues'],
    const: params['allowedValue'],
  };
  const detail = named[keyword];
  if (detail === undefined) return '';
  // With spaces, so that a narrow dialog can break the line.
  const values: unknown[] = Array.isArray(detail) ? detail : [detail];
  return `: ${values.map((one) => JSON.stringify(one)).join(', ')}`;
}

function cut(text: string): string {
  return text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH - 1)}…`;
}
