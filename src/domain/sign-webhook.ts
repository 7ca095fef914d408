import { createHmac } from 'node:crypto';

/**
 * Value of the header `X-Artifacts-Signature`: `t=<unix seconds>,v1=<HMAC-SHA256 of "<t>.<body>" in lower-case hex>`.
 * The time is part of what is signed: somebody who recorded a call cannot send it again later.
 *
 * @param body the JSON text exactly as it is sent
 * @param at milliseconds since 1970
 */
export function signWebhook(body: string, secret: string, at: number): string {
  const seconds = Math.floor(at / 1000);
  const digest = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${digest}`;
}
