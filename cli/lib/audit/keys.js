import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Problem, reasonOf } from '../problem.js';

/** @import { KeyObject } from 'node:crypto' */

const MAKE = 'Make one with "openssl genpkey -algorithm ed25519 -out audit.key".';
const PUBLISH = 'Make it from the private one with "openssl pkey -in audit.key -pubout -out audit.pub".';

/**
 * @param {string} path of a PEM file
 * @returns {Promise<KeyObject>}
 * @throws {Problem} when it cannot be read, or is not the private key of Ed25519. Nothing of it is repeated
 */
export async function readPrivateKey(path) {
  const pem = await readPem(path);
  if (pem.includes('ENCRYPTED'))
    throw new Problem(`The key in ${path} is encrypted; this needs one that can be read without asking.`);
  return ed25519(path, 'private', MAKE, () => createPrivateKey(pem));
}

/**
 * @param {string} path of a PEM file
 * @returns {Promise<KeyObject>}
 * @throws {Problem} when it cannot be read, or is not the public key of Ed25519
 */
export async function readPublicKey(path) {
  const pem = await readPem(path);
  // Node would make the public key from it, and nobody would notice where the private one lies about.
  if (pem.includes('PRIVATE KEY'))
    throw new Problem(`${path} holds a private key, not a public one. ${PUBLISH}`);
  return ed25519(path, 'public', PUBLISH, () => createPublicKey(pem));
}

/**
 * Name of a key pair: SHA-256 over its public key (SPKI, DER), hex.
 *
 * @param {KeyObject} key either half
 */
export function keyId(key) {
  const half = key.type === 'private' ? createPublicKey(key) : key;
  return createHash('sha256')
    .update(half.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

/** @param {string} path */
async function readPem(path) {
  return readFile(path, 'utf8').catch((/** @type {unknown} */ error) => {
    throw new Problem(`The key ${path} cannot be read: ${reasonOf(error)}`);
  });
}

/**
 * @param {string} path
 * @param {string} half
 * @param {string} hint
 * @param {() => KeyObject} read
 */
function ed25519(path, half, hint, read) {
  /** @type {KeyObject} */
  let key;
  try {
    key = read();
  } catch {
    throw new Problem(`${path} holds no ${half} key in PEM format. ${hint}`);
  }
  if (key.asymmetricKeyType === 'ed25519') return key;
  throw new Problem(
    `The key in ${path} is of the kind ${key.asymmetricKeyType ?? 'unknown'}; this needs Ed25519. ${hint}`,
  );
}
