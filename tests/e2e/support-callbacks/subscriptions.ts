import { as } from '../../helpers/api.js';
import type { Instance } from '../../helpers/instance.js';
import { expectData } from '../../helpers/sample.js';

export interface Subscribed {
  id: string;
  url: string;
  secret: string;
}

/** Subscribes through the endpoint, as the agent unless told otherwise; throws when it is refused. */
export async function subscribe(
  instance: Instance,
  input: Record<string, unknown>,
  token = instance.agent.token,
): Promise<Subscribed> {
  return expectData(
    await as(instance.url, token).post<{ data?: Subscribed }>('/artifacts/subscriptions', input),
  );
}
