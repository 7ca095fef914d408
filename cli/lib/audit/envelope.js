import { sign, verify } from 'node:crypto';
import { keyId } from './keys.js';

/** @import { KeyObject } from 'node:crypto' */

/**
 * DSSE, the envelope in which in-toto statements are signed (secure-systems-lab/dsse, `protocol.md` and
 * `envelope.md`, version 1.0).
 *
 * @typedef {{ payload: string, payloadType: string, signatures: { keyid: string, sig: string }[] }} Envelope
 */

const PAYLOAD_TYPE = 'application/vnd.in-toto+json';

/** Why an envelope cannot be trusted, as a sentence. */
export class Untrusted extends Error {}

/**
 * What is really signed: type and payload, each behind its length, so that neither can be taken for the other.
 *
 * @param {string} type
 * @param {Buffer} payload
 */
function preAuthEncoding(type, payload) {
  const head = `DSSEv1 ${Buffer.byteLength(type)} ${type} ${payload.length} `;
  return Buffer.concat([Buffer.from(head, 'utf8'), payload]);
}

/**
 * @param {Buffer} payload
 * @param {KeyObject} privateKey Ed25519
 * @returns {Envelope}
 */
export function seal(payload, privateKey) {
  const sig = sign(null, preAuthEncoding(PAYLOAD_TYPE, payload), privateKey).toString('base64');
  return {
    payload: payload.toString('base64'),
    payloadType: PAYLOAD_TYPE,
    signatures: [{ keyid: keyId(privateKey), sig }],
  };
}

/**
 * The payload of an envelope, when this key has signed it. Stricter than DSSE asks for, which leaves the name of the
 * key and unknown fields alone: no byte of the file may be another one unseen.
 *
 * @param {string} text
 * @param {KeyObject} publicKey Ed25519
 * @returns {Buffer}
 * @throws {Untrusted}
 */
export function open(text, publicKey) {
  const { payload, payloadType, signatures } = parseEnvelope(text);
  if (payloadType !== PAYLOAD_TYPE)
    throw new Untrusted(`The payload type is "${payloadType}", not ${PAYLOAD_TYPE}.`);
  const ours = keyId(publicKey);
  const signature = signatures.find(({ keyid }) => keyid === ours);
  if (signature === undefined) {
    const others = signatures.map(({ keyid }) => keyid).join(', ');
    throw new Untrusted(`It is signed with the key ${others}; the one given here is ${ours}.`);
  }
  const bytes = decode(payload, 'payload');
  if (!verify(null, preAuthEncoding(payloadType, bytes), publicKey, decode(signature.sig, 'signature')))
    throw new Untrusted('The signature does not fit: the log or its signature was changed after signing.');
  return bytes;
}

/**
 * @param {string} text
 * @returns {Envelope}
 */
function parseEnvelope(text) {
  const envelope = parse(text);
  if (!isEnvelope(envelope)) throw new Untrusted('It is no DSSE envelope with a payload and signatures.');
  return envelope;
}

/** @param {string} text */
function parse(text) {
  try {
    return /** @type {unknown} */ (JSON.parse(text));
  } catch {
    throw new Untrusted('It is no JSON: is the file whole?');
  }
}

/**
 * @param {unknown} value
 * @returns {value is Envelope}
 */
function isEnvelope(value) {
  if (!hasTexts(value, ['payload', 'payloadType'], ['signatures'])) return false;
  const { signatures } = /** @type {{ signatures?: unknown }} */ (value);
  return (
    Array.isArray(signatures) &&
    signatures.length > 0 &&
    signatures.every((one) => hasTexts(one, ['keyid', 'sig']))
  );
}

/**
 * Whether it is an object with these texts and nothing else but `others`.
 *
 * @param {unknown} value
 * @param {string[]} names
 * @param {string[]} [others]
 */
function hasTexts(value, names, others = []) {
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map(Object.entries(value));
  return (
    fields.size === names.length + others.length &&
    names.every((name) => typeof fields.get(name) === 'string')
  );
}

/**
 * @param {string} text
 * @param {string} what
 */
function decode(text, what) {
  const bytes = Buffer.from(text, 'base64');
  // Node reads over what is no base64, and several texts decode to the same bytes.
  if (bytes.toString('base64') !== text) throw new Untrusted(`The ${what} is no base64.`);
  return bytes;
}
