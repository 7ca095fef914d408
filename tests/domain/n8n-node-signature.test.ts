import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { faultOfSignature } from '../../n8n/node/lib/signature.js';

const secret = 'a secret of at least thirty-two characters';
const body = Buffer.from('{"version_id":"1","reason":"grün"}');
const t = 1_800_000_000;

/** Signed by openssl, which knows nothing of our code. */
function sign(time: number, bytes: Buffer, key = secret): string {
  const input = Buffer.concat([Buffer.from(`${time}.`), bytes]);
  const printed = execFileSync('openssl', ['dgst', '-sha256', '-hmac', key], { input }).toString();
  return `t=${time},v1=${/[0-9a-f]{64}/.exec(printed)![0]}`;
}

const faultOf = (header: unknown, now = t, bytes: Uint8Array = body) =>
  faultOfSignature({ header, body: bytes, secret, now });

describe('The node takes a signature', () => {
  test('that somebody made who knows the secret', () => {
    expect(faultOf(sign(t, body))).toBeNull();
  });

  test.each([t - 300, t + 300])('that is up to five minutes old, or ahead (%i)', (now) => {
    expect(faultOf(sign(t, body), now)).toBeNull();
  });
});

describe('The node refuses', () => {
  test.each([t - 301, t + 301])('what is older, or further ahead, as a possible replay (%i)', (now) => {
    expect(faultOf(sign(t, body), now)).toBe('expired');
  });

  test('a body that is not what was signed, if only by a space', () => {
    expect(faultOf(sign(t, body), t, Buffer.from('{"version_id": "1","reason":"grün"}'))).toBe('wrong');
  });

  test('the secret of somebody else', () => {
    expect(faultOf(sign(t, body, 'another secret of thirty-two characters'))).toBe('wrong');
  });

  test('a time that was changed after signing', () => {
    expect(faultOf(sign(t - 1000, body).replace(String(t - 1000), String(t)))).toBe('wrong');
  });

  test.each([undefined, '', ['t=1,v1=2']])('a call without one (%o)', (header) => {
    expect(faultOf(header)).toBe('missing');
  });

  test.each(['v1=00', 't=1,v1=zz', `t=x,v1=${'0'.repeat(64)}`, `t=1,v1=${'0'.repeat(63)}`])(
    'what is no signature at all (%s)',
    (header) => {
      expect(faultOf(header)).toBe('malformed');
    },
  );
});
