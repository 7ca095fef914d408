import type { RegisterFunctions } from '@directus/types';
import { translateErrorWithin, translateFinalError } from '../commands/database-unavailable.js';
import { isTransaction } from '../commands/transaction.js';

/**
 * Makes filters say what is wrong in words that clients know, also when the database cannot serve them: GraphQL, MCP and
 * WebSockets pass on what Directus recognises, and call everything else an unexpected error. REST has a handler behind
 * all routes, which they do not come past.
 */
export function withClearErrors(filter: RegisterFunctions['filter']): RegisterFunctions['filter'] {
  return (event, handler) => {
    filter(event, async (...args: Parameters<typeof handler>) => {
      try {
        return await handler(...args);
      } catch (error) {
        const [, , { database }] = args;
        throw isTransaction(database) ? translateErrorWithin(error) : translateFinalError(error);
      }
    });
  };
}
