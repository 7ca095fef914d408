import type { Caller } from './host.js';

/**
 * The same caller with every permission check off: the only place where accountability becomes null.
 *
 * For writes that are a consequence of what the caller was allowed to do but that it may not do directly,
 * such as creating the document of a promoted version. Never pass the result on to something that acts on
 * input the caller chose freely.
 */
export function elevated(caller: Caller): Caller {
  return { ...caller, accountability: null };
}
