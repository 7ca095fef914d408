import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildSdk } from '../../scripts/lib/bundle.js';
import { inRepository } from '../../scripts/lib/paths.js';

/** A project that has installed the package: its package.json, its SDK, and the client of Directus. */
const folder = mkdtempSync(join(tmpdir(), 'artifacts-sdk-'));
const installed = join(folder, 'node_modules/directus-extension-artifacts');

beforeAll(async () => {
  mkdirSync(join(folder, 'node_modules/@directus'), { recursive: true });
  symlinkSync(inRepository('node_modules/@directus/sdk'), join(folder, 'node_modules/@directus/sdk'));
  mkdirSync(installed);
  await cp(inRepository('package.json'), join(installed, 'package.json'));
  await buildSdk(join(installed, 'dist/sdk'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Output {
  code: string;
  imports: string[];
}

/** What a bundler makes of one module of that project: the one that the builder of extensions brings along. */
async function bundle(source: string): Promise<Output> {
  const entry = join(folder, 'entry.js');
  writeFileSync(entry, source);
  const resolve = createRequire(inRepository('node_modules/@directus/extensions-sdk/package.json'));
  const { rollup } = resolve('rollup') as {
    rollup: (options: object) => Promise<{ generate: (options: object) => Promise<{ output: [Output] }> }>;
  };
  const nodeResolve = (resolve('@rollup/plugin-node-resolve') as { default: () => object }).default;
  const { output } = await (
    await rollup({ input: entry, plugins: [nodeResolve()] })
  ).generate({ format: 'es' });
  return output[0];
}

describe('directus-extension-artifacts/sdk', () => {
  it('leaves out of a bundle whatever is not used', async () => {
    const one = await bundle(`export { recordVersion } from 'directus-extension-artifacts/sdk';`);
    expect(one.code).toContain('/versions');
    for (const other of [
      '/decisions',
      '/promotions',
      '/subscriptions',
      'HMAC',
      'TimeoutError',
      'APPEND_ONLY',
    ])
      expect(one.code).not.toContain(other);
    expect(one.code.length).toBeLessThan(2000);
    const none = await bundle(`import 'directus-extension-artifacts/sdk';`);
    expect(none.code.trim()).toBe('');
  });

  it('brings nothing along: no server, no database, nothing of Node', async () => {
    const { code, imports } = await bundle(`export * from 'directus-extension-artifacts/sdk';`);
    expect(imports).toEqual([]);
    expect(code).not.toMatch(/knex|node:|require\(|process\.|Buffer|ItemsService|accountability/);
    expect(code.length).toBeLessThan(20_000);
  });

  it('runs in Node as it is, and verifies a signature there', () => {
    const script = `import { verifySignature, readContext } from 'directus-extension-artifacts/sdk';
      const genuine = await verifySignature({ body: '{}', signature: 't=1,v1=' + '0'.repeat(64), secret: 'a' });
      console.log(genuine, readContext('a/b')().path);`;
    const args = ['--input-type=module', '--eval', script];
    expect(execFileSync(process.execPath, args, { cwd: folder }).toString()).toBe(
      'false /artifacts/projects/a%2Fb/context\n',
    );
  });

  it('has types that a strict project can use', { timeout: 60_000 }, () => {
    writeFileSync(
      join(folder, 'consumer.ts'),
      `import { createDirectus, rest } from '@directus/sdk';
       import { type ArtifactsSchema, isArtifactsError, recordVersion } from 'directus-extension-artifacts/sdk';
       const client = createDirectus<ArtifactsSchema>('http://127.0.0.1').with(rest());
       export const made: Promise<{ id: string; version_number: number }> = client.request(
         recordVersion({ project_id: 1, schema_key: 'a', value: null }));
       export const isLate = (error: unknown): boolean =>
         isArtifactsError(error, 'CONTEXT_VERSION_CONFLICT') && error.errors[0].extensions.current !== 1;`,
    );
    const tsc = inRepository('node_modules/typescript/bin/tsc');
    const options = ['--strict', '--noEmit', '--skipLibCheck', '--target', 'es2022', '--module', 'nodenext'];
    const args = [tsc, ...options, '--lib', 'es2022,dom', 'consumer.ts'];
    try {
      execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    } catch (error) {
      expect.fail((error as { stdout: string }).stdout);
    }
  });
});
