import { createHmac } from 'node:crypto';
import { expect } from 'vitest';
import type { Call } from './receiver.js';

/**
 * The secret of every test instance, from its `SECRET` by
 * `openssl kdf -keylen 32 -kdfopt digest:SHA256 -kdfopt key:$SECRET -kdfopt info:artifacts-callbacks:v1 HKDF`.
 */
export const INSTANCE_SECRET = 'd3b71a89c64f560a473a7dcf4503aeff1565305cba8851e8a36644d73c9631e0';

/** Verifies as a receiver that only knows the documentation would. Returns the time it was signed at, in seconds. */
export function expectSigned(call: Call, secret: string): number {
  const header = call.headers['x-artifacts-signature'];
  const [, time, digest] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(header)) ?? [];
  expect(digest, String(header)).toBe(
    createHmac('sha256', Buffer.from(secret, 'utf8'))
      .update(Buffer.concat([Buffer.from(`${time!}.`), call.bytes]))
      .digest('hex'),
  );
  expect(Math.abs(call.at / 1000 - Number(time))).toBeLessThan(5);
  return Number(time);
}
