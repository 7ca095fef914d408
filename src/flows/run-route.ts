import type { OperationContext } from '@directus/types';
import { parseInput } from '../artifacts-endpoint/parse-input.js';
import type { Route } from '../artifacts-endpoint/route.js';
import { assertStorableBody } from '../domain/canonical-json.js';
import type { Json } from '../domain/words.js';
import type { Options } from './options.js';
import { runForFlow } from './run-for-flow.js';

/**
 * Has a Flow operation do what a POST to a route of the HTTP API does: same checks, same command, same result.
 *
 * @param ask makes the body of the request out of the options
 * @returns the `data` of the answer
 * @throws what the route throws, as the reject path of a Flow gets it
 */
export async function runRoute(
  route: Route,
  { options, context }: { options: Options; context: OperationContext },
  ask: (given: Options) => Options | Options[],
): Promise<Json> {
  return runForFlow(options, context, async ({ host, caller, given }) => {
    const body = ask(given);
    assertStorableBody(body);
    const answer = await route.handle({
      host,
      caller,
      header: () => undefined,
      params: {},
      query: {},
      body: parseInput(route.body, body),
      once: null,
    });
    return { result: dataOf(answer.body), announcements: answer.announcements ?? [] };
  });
}

/** What Directus' envelope is around. */
function dataOf(body: Json): Json {
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? (body['data'] ?? null) : null;
}
