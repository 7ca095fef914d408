import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import serialize from 'canonicalize';

interface SignedLog {
  _type: string;
  predicateType: string;
  subject: { name: string; digest: { sha256: string } }[];
  predicate: { head: string; count: number; entries: Record<string, unknown>[] };
}

/**
 * Checks one line of a signed log by the specifications alone, with nothing of the system: the signature by OpenSSL over
 * DSSE's pre-authentication encoding, the chain by the contract.
 *
 * @returns the statement
 * @throws Error for what does not fit
 */
export function checkSignedLog(line: string, publicKeyFile: string): SignedLog {
  const envelope = JSON.parse(line) as {
    payload: string;
    payloadType: string;
    signatures: [{ keyid: string; sig: string }];
  };
  const payload = Buffer.from(envelope.payload, 'base64');
  const type = envelope.payloadType;
  const signed = Buffer.concat([Buffer.from(`DSSEv1 ${type.length} ${type} ${payload.length} `), payload]);
  const folder = mkdtempSync(join(tmpdir(), 'signed-log-'));
  try {
    const [data, sig, der] = ['data', 'sig', 'der'].map((name) => join(folder, name));
    writeFileSync(data!, signed);
    writeFileSync(sig!, Buffer.from(envelope.signatures[0].sig, 'base64'));
    const key = ['-pubin', '-inkey', publicKeyFile];
    execFileSync('openssl', ['pkeyutl', '-verify', ...key, '-rawin', '-in', data!, '-sigfile', sig!]);
    execFileSync('openssl', ['pkey', '-pubin', '-in', publicKeyFile, '-outform', 'DER', '-out', der!]);
    const keyid = execFileSync('openssl', ['dgst', '-sha256', '-r', der!], { encoding: 'utf8' }).slice(0, 64);
    if (envelope.signatures[0].keyid !== keyid) throw new Error('The key has another name.');
  } finally {
    rmSync(folder, { recursive: true });
  }
  const statement = JSON.parse(payload.toString('utf8')) as SignedLog;
  checkChain(statement.predicate);
  return statement;
}

function checkChain({ entries, head, count }: SignedLog['predicate']): void {
  let previous: unknown = null;
  for (const [index, { entry_hash, ...hashed }] of entries.entries()) {
    const text = `artifact-approval:v1\n${serialize(hashed) ?? ''}`;
    const right =
      entry_hash === createHash('sha256').update(text).digest('hex') &&
      hashed['previous_entry_hash'] === previous &&
      hashed['sequence'] === index + 1;
    if (!right) throw new Error(`Entry ${index + 1} does not fit.`);
    previous = entry_hash;
  }
  if (head !== previous || count !== entries.length) throw new Error('The head is another one.');
}
