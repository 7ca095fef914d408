import type { Settings } from '../domain/settings.js';
import { InvalidPayload } from '../errors/index.js';

/**
 * Refuses a callback address that the operator has not allowed: the server would otherwise call whatever a
 * client names, also inside the operator's own network.
 *
 * @param field what the client calls it
 * @throws InvalidPayload when the address is no http(s) URL of an allowed origin, or carries credentials
 */
export function assertCallbackAllowed(
  url: string | null,
  settings: Pick<Settings, 'callbackAllow'>,
  field = 'callback_url',
): void {
  if (url === null) return;
  const refuse = (reason: string) => new InvalidPayload({ field, reason });
  if (!URL.canParse(url)) throw refuse(`"${field}" must be an absolute URL`);
  const { protocol, origin, username, password } = new URL(url);
  // blob:https://n8n.example.com/… has the origin https://n8n.example.com, too.
  if (protocol !== 'http:' && protocol !== 'https:') throw refuse(`"${field}" must be an http(s) URL`);
  if (username !== '' || password !== '') throw refuse(`"${field}" must not carry credentials`);
  if (!settings.callbackAllow.includes(origin)) {
    throw refuse(`"${field}" has the origin ${origin}, which ARTIFACTS_CALLBACK_ALLOW does not list`);
  }
}
