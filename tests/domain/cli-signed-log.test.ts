import { execFileSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { open, seal } from '../../cli/lib/audit/envelope.js';
import { readPrivateKey, readPublicKey } from '../../cli/lib/audit/keys.js';
import { readStatement, writeStatement } from '../../cli/lib/audit/statement.js';
import { chainEntries } from '../../src/domain/audit-chain.js';
import type { ApprovalEntry } from '../../src/domain/words.js';
import { checkSignedLog } from '../helpers/check-signed-log.js';
import { runCli } from '../helpers/cli.js';

const PROJECT = '4f0c2f4e-7f0d-4d63-9d3c-6a0f5a1f6b7e';
const hash = (digit: number) => String(digit % 10).repeat(64);

function logOf(count: number): { entries: ApprovalEntry[]; payload: Buffer } {
  const ids = Array.from({ length: count }, () => randomUUID());
  const entries = chainEntries(
    { sequence: 0, entry_hash: null },
    ids.map((artifact_version_id, index) => ({
      id: randomUUID(),
      artifact_version_id,
      project_id: PROJECT,
      task_id: 7,
      action: 'approve' as const,
      actor_id: randomUUID(),
      actor_type: 'human' as const,
      reason: 'Gut so, „wirklich“ ✓',
      feedback: { score: 1.5, notes: ['a', 'b'] },
      content_hash: hash(index),
      context_version: index + 1,
      decision_id: randomUUID(),
      date_created: '2026-01-31T09:30:00.000Z',
    })),
  );
  return { entries, payload: statementOf(entries) };
}

function statementOf(entries: ApprovalEntry[]): Buffer {
  return writeStatement({
    projectId: PROJECT,
    entries,
    versions: new Map(
      entries.map((entry, index) => [
        entry.artifact_version_id,
        { schema_key: 'brand.logo', version_number: index + 1 },
      ]),
    ),
    contextVersion: 0,
    exportedAt: '2026-02-01T00:00:00.000Z',
  });
}

describe('a signed log', () => {
  let folder: string;
  const at = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const privateKey = () => createPrivateKey(readFileSync(at('audit.key')));
  const publicKey = () => createPublicKey(readFileSync(at('audit.pub')));
  const verify = (file: string, key = 'audit.pub', env = {}) =>
    runCli(['verify', '--audit', at(file), '--public-key', at(key)], { env });

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'audit-keys-'));
    openssl('genpkey', '-algorithm', 'ed25519', '-out', 'audit.key');
    openssl('pkey', '-in', 'audit.key', '-pubout', '-out', 'audit.pub');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is one that OpenSSL and the contract agree with', () => {
    const { entries, payload } = logOf(3);
    const line = JSON.stringify(seal(payload, privateKey()));
    const { subject, ...statement } = checkSignedLog(line, at('audit.pub'));
    expect(statement).toMatchObject({
      _type: 'https://in-toto.io/Statement/v1',
      predicateType: 'urn:directus-extension-artifacts:audit-log:v1',
      predicate: { project_id: PROJECT, count: 3, context_version: 3, head: entries[2]?.entry_hash },
    });
    expect(subject.map(({ name, digest }) => [name, digest.sha256])).toEqual([
      [`project/${PROJECT}/brand.logo@v1`, hash(0)],
      [`project/${PROJECT}/brand.logo@v2`, hash(1)],
      [`project/${PROJECT}/brand.logo@v3`, hash(2)],
    ]);
    expect(readStatement(open(line, publicKey())).entries).toHaveLength(3);
  });

  it('shows a change of any byte', () => {
    const line = JSON.stringify(seal(logOf(1).payload, privateKey()));
    const key = publicKey();
    const bytes = Buffer.from(line, 'utf8');
    const unseen: string[] = [];
    for (let index = 0; index < bytes.length; index++) {
      // Whatever the letter is, another one of base64 and of JSON.
      const other = bytes[index] === 0x41 ? 0x42 : 0x41;
      const changed = Buffer.from(bytes);
      changed[index] = other;
      try {
        open(changed.toString('utf8'), key);
        unseen.push(line.slice(Math.max(0, index - 20), index + 1));
      } catch {
        // As it should be.
      }
    }
    expect(unseen).toEqual([]);
    expect(() => open(line, key)).not.toThrow();
  });

  it('must agree with itself, whoever signed it', () => {
    const { entries, payload } = logOf(4);
    const [first, second, third, fourth] = entries;
    const text = payload.toString('utf8');
    const parsed = () => JSON.parse(text) as Record<string, never>;
    const wrong: [RegExp, Buffer][] = [
      [
        /Entry 2 is broken.*changed after/,
        statementOf([first!, { ...second!, reason: 'x' }, third!, fourth!]),
      ],
      [/Entry 3 is broken.*sequence 2/, statementOf([first!, third!, fourth!])],
      [/Entry 2 is broken/, statementOf(entries.slice(1))],
      [/Count and head/, Buffer.from(text.replace('"count":4', '"count":5'))],
      [/Count and head/, Buffer.from(text.replace(/"head":"\w{4}/, '"head":"0000'))],
      [
        /context version/,
        Buffer.from(text.replace('"context_version":4,"exported', '"context_version":5,"exported')),
      ],
      [/another digest/, Buffer.from(text.replace(hash(2), hash(9)))],
      [/is no subject/, Buffer.from(JSON.stringify({ ...parsed(), subject: [] }))],
      [/no log of this system/, Buffer.from(text.replace('audit-log:v1', 'audit-log:v2'))],
    ];
    for (const [message, forged] of wrong) expect(() => readStatement(forged)).toThrow(message);
    expect(readStatement(payload).count).toBe(4);
  });

  it('is only read with the right key, in the right form, and says which are wrong', async () => {
    openssl('genpkey', '-algorithm', 'ed25519', '-aes256', '-pass', 'pass:secret', '-out', 'locked.key');
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
    writeFileSync(at('rsa.pub'), rsa.publicKey.export({ type: 'spki', format: 'pem' }));
    writeFileSync(at('rsa.key'), rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }));
    writeFileSync(at('none.pub'), 'ssh-ed25519 AAAA me@here');
    await expect(readPublicKey(at('rsa.pub'))).rejects.toThrow(/of the kind rsa; this needs Ed25519/);
    await expect(readPrivateKey(at('rsa.key'))).rejects.toThrow(/of the kind rsa; this needs Ed25519/);
    await expect(readPublicKey(at('none.pub'))).rejects.toThrow(/no public key in PEM format\. Make it/);
    await expect(readPrivateKey(at('audit.pub'))).rejects.toThrow(/no private key in PEM format\. Make one/);
    await expect(readPublicKey(at('audit.key'))).rejects.toThrow(/holds a private key, not a public one/);
    await expect(readPrivateKey(at('locked.key'))).rejects.toThrow(/is encrypted/);
    await expect(readPublicKey(at('nothing.pub'))).rejects.toThrow(/cannot be read: ENOENT/);
    const other = generateKeyPairSync('ed25519');
    const line = JSON.stringify(seal(logOf(1).payload, other.privateKey));
    expect(() => open(line, publicKey())).toThrow(/signed with the key \w{64}; the one given here is \w{64}/);
  });

  it('of 10,000 entries is verified in bounded memory, by a process that asks nobody', async () => {
    writeFileSync(at('long.jsonl'), `${JSON.stringify(seal(logOf(10_000).payload, privateKey()))}\n`);
    const run = await verify('long.jsonl', 'audit.pub', { NODE_OPTIONS: '--max-old-space-size=160' });
    expect(run, run.errors).toMatchObject({ code: 0 });
    expect(run.out).toMatch(new RegExp(`^1 +${PROJECT} +10000 +2026-02-01T00:00:00.000Z +ok$`, 'm'));
  }, 60_000);

  it('that was changed, cut off or is empty is a finding, exit code 1; wrong usage is 2', async () => {
    const lines = [1, 2].map((count) => JSON.stringify(seal(logOf(count).payload, privateKey())));
    writeFileSync(at('bad.jsonl'), `${lines[0]}\n${lines[1]!.slice(0, -30)}\n`);
    const bad = await verify('bad.jsonl');
    expect(bad.code).toBe(1);
    expect(bad.out).toMatch(/^1 .* ok$/m);
    expect(bad.out).toMatch(/^2 +\? .*It is no JSON: is the file whole\?$/m);
    expect(bad.out).toContain('1 of 2 logs with something wrong.');
    writeFileSync(at('empty.jsonl'), '\n');
    expect(await verify('empty.jsonl')).toMatchObject({
      code: 1,
      out: 'There is no signed log in this file.\n',
    });
    expect(await runCli(['verify', '--audit', at('bad.jsonl')])).toMatchObject({ code: 2 });
  }, 60_000);
});
