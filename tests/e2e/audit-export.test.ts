import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chainEntries } from '../../src/domain/audit-chain.js';
import type { ApprovalEntry, Key } from '../../src/domain/words.js';
import { appendEntries, entriesAfter } from '../../src/store/approvals.js';
import { as } from '../helpers/api.js';
import type { Api } from '../helpers/api.js';
import { checkSignedLog } from '../helpers/check-signed-log.js';
import { runCliOn } from '../helpers/cli.js';
import { startInstance, vendors } from '../helpers/instance.js';
import type { OwnInstance } from '../helpers/instance.js';
import { overwriteContext } from '../helpers/overwrite-context.js';
import { createProject, expectData, readProject, recordVersion } from '../helpers/sample.js';
import { behindTheGuards } from './support-http/behind-the-guards.js';

describe.each(vendors)('the signed log on %s', (vendor) => {
  let instance: OwnInstance;
  let agent: Api;
  let reviewer: Api;
  let folder: string;
  const at = (name: string) => join(folder, name);

  beforeAll(async () => {
    // Of its own: what is forged here would be found by whoever checks the whole of a shared one.
    instance = await startInstance({ vendor });
    agent = as(instance.url, instance.agent.token);
    reviewer = as(instance.url, instance.reviewer.token);
    folder = mkdtempSync(join(tmpdir(), 'audit-export-'));
    const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
    openssl('genpkey', '-algorithm', 'ed25519', '-out', 'audit.key');
    openssl('pkey', '-in', 'audit.key', '-pubout', '-out', 'audit.pub');
  });
  afterAll(async () => {
    await instance.stop();
    rmSync(folder, { recursive: true });
  });

  /** Five entries: request_changes, approve, promote, reject, reject; the last promotion is the third. */
  async function loggedProject(): Promise<Key> {
    const project_id = await createProject(instance);
    const record = (value: number) => recordVersion(agent, { project_id, schema_key: 'brand.logo', value });
    const decide = async (version_id: string, action: string) =>
      expectData(
        await reviewer.post('/artifacts/decisions', {
          version_id,
          action,
          reason: 'Weil – „so“',
          feedback: { n: 1.5 },
        }),
      );
    const { id } = await record(1);
    await decide(id, 'request_changes');
    await decide(id, 'approve');
    for (const value of [2, 3]) await decide((await record(value)).id, 'reject');
    return project_id;
  }

  const run = (args: string[], token = instance.other.token) => runCliOn(instance, args, token);
  const exportLog = (project: Key, to: string) =>
    run(['export', '--audit', '--project', String(project), '--key', at('audit.key'), '--to', at(to)]);
  const compare = (file: string) =>
    run(['verify', '--audit', at(file), '--public-key', at('audit.pub'), '--against-live']);
  const liveSays = async (project: Key) =>
    expectData(await agent.get<{ data?: { valid: boolean } }>(`/artifacts/projects/${project}/audit/verify`));

  /** Rewrites the log and what the context remembers of it, with hashes that all fit: nothing inside shows it. */
  async function forge(project: Key, change: (entries: ApprovalEntry[]) => ApprovalEntry[]): Promise<void> {
    await behindTheGuards(instance, async (trx: Knex.Transaction) => {
      const entries = await entriesAfter(trx, project, 0, 100);
      await trx('artifact_approvals').where({ project_id: project }).delete();
      await appendEntries(trx, chainEntries({ sequence: 0, entry_hash: null }, change(entries)));
    });
    const { context } = await readProject(instance, project);
    const promoted = (await entriesAfter(instance.knex, project, 0, 100)).findLast(
      (entry) => entry.action === 'promote',
    );
    const meta = { audit_entries: promoted?.sequence ?? 0, audit_head: promoted?.entry_hash ?? null };
    const remembered = context?.['_meta'] as Record<string, never>;
    await overwriteContext(instance, project, { ...context, _meta: { ...remembered, ...meta } });
  }

  test('is what the server says, signed, and the instance still begins with it after more decisions', async () => {
    const project = await loggedProject();
    const written = await exportLog(project, 'log.jsonl');
    expect(written, written.errors).toMatchObject({ code: 0 });
    expect(written.out).toMatch(/^Signed the log of 1 project, 5 entries, with the key [0-9a-f]{64}, in /);
    expect(statSync(at('log.jsonl')).mode & 0o777).toBe(0o600);
    const { predicate, subject } = checkSignedLog(readFileSync(at('log.jsonl'), 'utf8'), at('audit.pub'));
    expect(predicate).toMatchObject({ project_id: String(project), count: 5, context_version: 1 });
    expect(subject.map(({ name }) => name)).toEqual(
      [1, 2, 3].map((number) => `project/${project}/brand.logo@v${number}`),
    );
    const { id } = await recordVersion(agent, { project_id: project, schema_key: 'brand.font', value: 1 });
    expectData(await reviewer.post('/artifacts/decisions', { version_id: id, action: 'approve' }));
    const compared = await compare('log.jsonl');
    expect(compared.out).toMatch(new RegExp(`^1 +${project} +5 +\\S+ +2 +ok$`, 'm'));
    expect(compared.code).toBe(0);
    const again = await exportLog(project, 'log.jsonl');
    expect(again).toMatchObject({ code: 1, out: '' });
    expect(again.errors).toMatch(/There is a file .*log\.jsonl already, and it is not replaced\./);
  });

  /** What somebody does who owns the database and knows the rule, and where the signed log shows it. */
  const FORGERIES: [string, (entries: ApprovalEntry[]) => ApprovalEntry[], string][] = [
    [
      'an edit',
      (entries) => entries.map((entry) => (entry.sequence === 2 ? { ...entry, reason: 'forged' } : entry)),
      'Entry 2 is not the one that was signed.',
    ],
    ['an entry taken out', (all) => all.toSpliced(3, 1), 'Entry 4 is not the one that was signed.'],
    [
      'an entry put in',
      (all) => [{ ...all[3]!, id: all[3]!.decision_id! }, ...all],
      'Entry 1 is not the one that was signed.',
    ],
    [
      'two that changed places',
      ([a, b, ...rest]) => [b!, a!, ...rest],
      'Entry 1 is not the one that was signed.',
    ],
    [
      'the tail cut off behind the last promotion',
      (all) => all.slice(0, 3),
      'Entry 4, which was signed, is gone.',
    ],
  ];

  test('shows a chain made anew after an edit, a removal, an insertion, a cut, which the chain itself cannot', async () => {
    const projects: Key[] = [];
    for (const _forgery of FORGERIES) projects.push(await loggedProject());
    await exportLog('all', 'all.jsonl');
    for (const [index, [what, change]] of FORGERIES.entries()) {
      await forge(projects[index]!, change);
      expect(await liveSays(projects[index]!), what).toMatchObject({ valid: true });
    }
    const compared = await compare('all.jsonl');
    for (const [index, [what, , flaw]] of FORGERIES.entries()) {
      const line = compared.out.split('\n').find((row) => row.includes(` ${projects[index]} `));
      expect(line?.endsWith(`  ${flaw}`), `${what}: ${line}`).toBe(true);
    }
    expect(compared.out).toMatch(/^5 of \d+ logs with something wrong\.$/m);
    expect(compared.code).toBe(1);
  });

  test('is not made of a broken log, of none, or with what is no key', async () => {
    const project = await loggedProject();
    await behindTheGuards(instance, async (trx) => {
      await trx('artifact_approvals')
        .where({ project_id: project, sequence: 4 })
        .update({ reason: 'forged' });
    });
    const broken = await exportLog(project, 'broken.jsonl');
    expect(broken).toMatchObject({ code: 1, out: '' });
    expect(broken.errors).toMatch(/is broken at entry 4 and is not signed/);
    const none = await exportLog(await createProject(instance), 'none.jsonl');
    expect(none.errors).toMatch(/There is no audit log yet/);
    expect(() => statSync(at('none.jsonl.partial'))).toThrow();
    const args = ['export', '--audit', '--project', String(project), '--to', at('x.jsonl')];
    expect((await run([...args, '--key', at('audit.pub')])).errors).toMatch(
      /holds no private key in PEM format/,
    );
    expect((await run(args)).errors).toMatch(/Give --key/);
  });
});
