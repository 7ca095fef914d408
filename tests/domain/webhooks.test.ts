import { describe, expect, it } from 'vitest';
import { signWebhook } from '../../src/domain/sign-webhook.js';
import { verifyWebhook } from '../../src/domain/verify-webhook.js';
import { subscriptionSecret } from '../../src/domain/webhook-secrets.js';

const SECRET = '0123456789abcdef0123456789abcdef';
const AT = 1_789_000_000_999;
const T = 1_789_000_000;
const BODY = '{"action":"approve","reason":"Größe “stimmt” 🙂"}';

/** By OpenSSL: `printf '%s' "$T.$BODY" | openssl dgst -sha256 -hmac $SECRET -r` */
const SIGNED = '9241fa4222c9c0dad3a3285e9c13179de68fb140d21f6e0c3b4e91c3e4332a2a';
const ID = '616bb1fe-1f73-4878-9bd7-8fb613d4e971';
/** In the same way, of `subscription:$ID`. */
const SUBSCRIPTION_SECRET = '1f19529b9354ed2ad4041ad1ec9b7e219cf7e3c360a0943faa963c5f8f45dfd2';

describe('signing', () => {
  it('signs time and bytes of the body, as OpenSSL does', () => {
    expect(signWebhook(BODY, SECRET, AT)).toBe(`t=${T},v1=${SIGNED}`);
  });

  it('gives every subscription a secret of its own', () => {
    expect(subscriptionSecret(SECRET, ID)).toBe(SUBSCRIPTION_SECRET);
  });
});

describe('verifying', () => {
  const good = { body: BODY, signature: signWebhook(BODY, SECRET, AT), secret: SECRET, now: AT };
  const digest = good.signature.slice(-64);

  it.each([
    ['what was signed', {}],
    ['the same as bytes', { body: new TextEncoder().encode(BODY) }],
    ['five minutes later', { now: AT + 300_000 }],
    ['five minutes earlier, by another clock', { now: AT - 300_000 }],
    ['with parts of a later scheme behind', { signature: `${good.signature},v2=abc` }],
    ['with spaces, which proxies may add', { signature: `t=${T}, v1=${digest}` }],
  ])('accepts %s', async (_name, other) => {
    expect(await verifyWebhook({ ...good, ...other })).toBe(true);
  });

  it.each([
    ['another body', { body: `${BODY} ` }],
    ['another secret', { secret: `${SECRET}x` }],
    ['a time that was not signed', { signature: `t=${T + 1},v1=${digest}` }],
    ['the same time written otherwise', { signature: `t=0${T},v1=${digest}` }],
    ['a signature of five minutes and a second ago', { now: AT + 301_000 }],
    ['a signature from five minutes and a second ahead', { now: AT - 301_000 }],
    ['no signature', { signature: undefined }],
    ['an empty signature', { signature: '' }],
    ['a signature without time', { signature: `v1=${digest}` }],
    ['a time without signature', { signature: `t=${T}` }],
    ['two times', { signature: `t=${T},t=${T},v1=${digest}` }],
    ['two signatures', { signature: `t=${T},v1=${digest},v1=${'0'.repeat(64)}` }],
    ['half a signature', { signature: `t=${T},v1=${digest.slice(0, 32)}` }],
    ['capital letters', { signature: `t=${T},v1=${digest.toUpperCase()}` }],
  ])('refuses %s', async (_name, other) => {
    expect(await verifyWebhook({ ...good, ...other })).toBe(false);
  });
});
