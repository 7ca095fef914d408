import { mkdir, writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { inRepository } from '../../scripts/lib/paths.js';
import { readDescription } from '../e2e/support-openapi/description.js';
import type { Description } from '../e2e/support-openapi/description.js';
import { as } from '../helpers/api.js';
import { startInstance, vendors } from '../helpers/instance.js';
import type { OwnInstance } from '../helpers/instance.js';
import { watchChanges } from './fuzz/change-log.js';
import type { ChangeLog } from './fuzz/change-log.js';
import { Draw } from './fuzz/draw.js';
import { CALLBACK_ORIGIN, makeKnown, note } from './fuzz/known.js';
import type { Known } from './fuzz/known.js';
import { CALLERS, drawRequest } from './fuzz/requests.js';
import type { HostileRequest } from './fuzz/requests.js';
import { FAILED, flawOf, isLate, isRefusal } from './fuzz/verdict.js';
import type { Answer } from './fuzz/verdict.js';
import { fuzzPlan } from './settings.js';

/** Longer than any answer may take, so that a late one is told from none. */
const PATIENCE_MS = 30_000;
/** Of one answer in a failure; some values are large. */
const SHOWN = 2000;

describe.each(vendors)('requests made from the OpenAPI description, and spoilt, on %s', (vendor) => {
  const { seed, seconds } = fuzzPlan();
  let instance: OwnInstance;
  let description: Description;
  let known: Known;
  let changes: ChangeLog;

  beforeAll(async () => {
    instance = await startInstance({
      vendor,
      env: {
        ARTIFACTS_CALLBACK_ALLOW: CALLBACK_ORIGIN,
        // On a busy machine a connection that the server has just closed for being idle looks like one that it cut.
        SERVER_KEEP_ALIVE_TIMEOUT: '120000',
      },
    });
    description = await readDescription(instance);
    known = await makeKnown(instance);
    changes = await watchChanges(instance);
  });
  afterAll(() => instance.stop());

  async function ask({ caller, method, path, headers, body }: HostileRequest): Promise<Answer> {
    const token = caller === 'nobody' ? null : instance[caller].token;
    const start = performance.now();
    const reply = await as(instance.url, token)
      .send<unknown>(method, path, {
        headers,
        signal: AbortSignal.timeout(PATIENCE_MS),
        ...(body === undefined || method === 'GET'
          ? {}
          : { body: typeof body === 'string' ? body : new Blob([new Uint8Array(body)]) }),
      })
      .catch((error: unknown) => {
        const cause = error instanceof Error ? error.cause : undefined;
        throw new Error(
          `no answer: ${String(error)}, ${String(cause)}\n${show({ caller, method, path, headers, body })}`,
        );
      });
    return { status: reply.status, body: reply.body, milliseconds: Math.round(performance.now() - start) };
  }

  /**
   * To variables of the wrong type Directus' GraphQL answers with the code of a failure of its own, and tells only the log
   * that the client is to blame.
   */
  async function excused(answer: Answer, logged: number): Promise<boolean> {
    if (answer.status !== 200 || flawOf(answer) !== FAILED) return false;
    const isBlamed = () => /Variable "\$|cannot represent/.test(instance.logs().slice(logged));
    return vi.waitUntil(isBlamed, { timeout: 2000, interval: 5 }).catch(() => false);
  }

  /** A machine that stands still for a moment makes an answer late once; a request that is hard to answer does so again. */
  async function isSlow(request: HostileRequest, answer: Answer): Promise<boolean> {
    // To each of 50 wrong fields GraphQL answers with the whole value, before anything of ours is asked: megabytes.
    const isGraphqlsOwn =
      request.path === '/graphql' && JSON.stringify(answer.body).includes('Variable \\"$');
    if (!isLate(answer) || isGraphqlsOwn) return false;
    const again = await ask(request);
    await changes.since();
    return isLate(again);
  }

  test('what a request changes is told from what an earlier one still does', async () => {
    const { knex } = instance;
    const [id] = known.versions.slice(-1);
    const version = () => knex('artifact_versions').where({ id: id! });
    const [before] = await version();
    /** On SQLite the guard empties the hash by an update of its own. */
    const changed = async () => (await changes.since()).join().replace(',UPDATE artifact_versions:', '');
    await changes.since();
    await version().update({ value: JSON.stringify({ other: true }) });
    expect(await changed()).toBe('UPDATE artifact_versions: value content_hash');
    // Announcements write what is there; hashes are filled in.
    await version().update({ status: before.status, schema_key: before.schema_key });
    await version().update({ content_hash: before.content_hash });
    expect(await changed()).toBe('');
    await version().update({ content_hash: '0'.repeat(64) });
    expect(await changed()).toBe('UPDATE artifact_versions: content_hash');
    // As it was, or the deep health check would find it. The driver of SQLite gives the text of a value.
    const value = vendor === 'sqlite' ? before.value : JSON.stringify(before.value);
    await version().update({ value, content_hash: before.content_hash });
    expect(await changed()).toBe('UPDATE artifact_versions: value content_hash');
    const health = await as(instance.url, instance.admin.token).get('/artifacts/health?deep=true');
    expect(health.status).toBe(200);
  });

  test(
    'are answered in time and without a 5xx, say what is wrong, and change nothing when they are refused',
    async () => {
      const tally = new Map<string, number>();
      const count = (what: string) => tally.set(what, (tally.get(what) ?? 0) + 1);
      const property = fc.asyncProperty(fc.gen(), async (generate) => {
        const request = drawRequest({ draw: new Draw(generate), known, description });
        const logged = instance.logs().length;
        const answer = await ask(request);
        const changed = await changes.since();
        const flaw =
          ((await excused(answer, logged)) ? null : flawOf(answer)) ??
          (isRefusal(answer) && changed.length > 0 && !isCreatedByDirectus(request, changed)
            ? `changed ${changed.join(', ')}`
            : null) ??
          ((await isSlow(request, answer))
            ? `answered after ${answer.milliseconds} ms, and again late`
            : null);
        count(`${request.caller} ${isRefusal(answer) ? 'refused' : 'accepted'}`);
        count(`status ${answer.status}`);
        if (changed.length > 0) count('changes');
        if (flaw !== null)
          throw new Error(`${flaw}\n${show(request)}\n${JSON.stringify(answer).slice(0, SHOWN)}`);
        learn(known, answer);
      });
      const interruptAfterTimeLimit = seconds * 1000;
      const details = await fc.check(property, { seed, numRuns: 10_000_000, interruptAfterTimeLimit });
      const requests = [...CALLERS].reduce(
        (sum, caller) => sum + (tally.get(`${caller} refused`) ?? 0) + (tally.get(`${caller} accepted`) ?? 0),
        0,
      );
      console.log(`${vendor}: ${requests} requests`, Object.fromEntries([...tally].sort()));
      if (details.failed) {
        await keep(vendor, seed, details.errorInstance);
        throw new Error(`Seed ${seed} after ${details.numRuns} requests: ${String(details.errorInstance)}`);
      }
      for (const caller of CALLERS) expect(tally.get(`${caller} refused`), caller).toBeGreaterThan(0);
      for (const caller of ['admin', 'reviewer', 'agent'])
        expect(tally.get(`${caller} accepted`), caller).toBeGreaterThan(0);
      // Or the triggers that are to tell of changes would not do so.
      expect(tally.get('changes')).toBeGreaterThan(0);
      expect(instance.logs()).not.toMatch(/unhandled|uncaught/i);
      expect((await as(instance.url, null).get('/server/ping')).status).toBe(200);
    },
    (seconds + 120) * 1000,
  );
});

/**
 * An administrator's update of a row that is not there makes the rows that are nested in it, before Directus says that
 * there is nothing to update.
 */
function isCreatedByDirectus({ caller, path }: HostileRequest, changed: string[]): boolean {
  return (
    caller === 'admin' &&
    !path.startsWith('/artifacts') &&
    changed.every((what) => what.startsWith('INSERT '))
  );
}

/** What was recorded can be meant by later requests. */
function learn(known: Known, { status, body }: Answer): void {
  if (status !== 201 || typeof body !== 'object' || body === null || !('data' in body)) return;
  const rows: unknown[] = Array.isArray(body.data) ? body.data : [body.data];
  for (const row of rows) {
    if (typeof row !== 'object' || row === null || !('id' in row && 'content_hash' in row)) continue;
    if (typeof row.id === 'string' && typeof row.content_hash === 'string')
      note(known, { id: row.id, content_hash: row.content_hash });
  }
}

function show({ body, ...rest }: HostileRequest): string {
  const text = typeof body === 'string' ? body : Buffer.from(body ?? []).toString('latin1');
  return `${JSON.stringify(rest)}\n${text.slice(0, SHOWN)}`;
}

async function keep(vendor: string, seed: number, error: unknown): Promise<void> {
  const folder = inRepository('.cache/chaos');
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/fuzz-${seed}-${vendor}.txt`, String(error));
}
