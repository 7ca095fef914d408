import type { IExecuteFunctions } from 'n8n-workflow';
import { isRecord } from './read-refusal';
import type { Read } from './plans/request-plan';

/** Reads the parameters of the node as they are for one item. What the form does not show is null: n8n drops it. */
export function parametersOf(context: IExecuteFunctions, itemIndex: number): Read {
  return (name) => plain(context.getNodeParameter(name, itemIndex, null));
}

/** A choice from a list of the live instance is an object around the id. */
function plain(value: unknown): unknown {
  if (isRecord(value) && value['__rl'] === true) return value['value'];
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plain(field)]));
}
