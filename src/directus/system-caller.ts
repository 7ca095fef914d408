import { elevated } from './elevated.js';
import type { Caller, Host } from './host.js';

/** The server itself, for what it does on a clock: nobody's permissions are checked. Call it before a transaction. */
export async function systemCaller(host: Host): Promise<Caller> {
  return elevated({ accountability: null, schema: await host.getSchema() });
}
