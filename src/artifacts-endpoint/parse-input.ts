import type { z } from 'zod';
import { InvalidPayload } from '../errors/index.js';

/**
 * What a schema makes of a value; an empty object without a schema.
 *
 * @throws InvalidPayload naming the first field that is wrong, and every unknown key
 */
export function parseInput(schema: z.ZodType | undefined, value: unknown): unknown {
  if (schema === undefined) return {};
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = mostTelling(result.error.issues);
  const field = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const keys = issue.keys.map((key) => `"${[...issue.path, key].join('.')}"`).join(', ');
    throw new InvalidPayload({ field: issue.keys[0] ?? field, reason: `Unknown: ${keys}` });
  }
  throw new InvalidPayload({
    ...(field === '' ? {} : { field }),
    reason:
      field === ''
        ? issue.message
        : `"${field}" ${isMissing(issue) ? 'is required' : `is wrong: ${issue.message}`}`,
  });
}

function isMissing(issue: z.core.$ZodIssue): boolean {
  return issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
}

/** For "one object or an array of them" the errors of the shape that was sent, not "invalid input". */
function mostTelling(issues: z.core.$ZodIssue[]): z.core.$ZodIssue {
  const [issue] = issues;
  if (issue === undefined) throw new Error('A failed validation has an issue');
  if (issue.code !== 'invalid_union') return issue;
  const shapes = issue.errors.map((shape) =>
    shape.find((one) => one.code !== 'invalid_type' || one.path.length > 0),
  );
  const telling = shapes.find((one) => one !== undefined);
  return telling === undefined
    ? issue
    : mostTelling([{ ...telling, path: [...issue.path, ...telling.path] }]);
}
