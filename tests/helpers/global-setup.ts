import { appendFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { buildBundle, installBundle, isStale } from '../../scripts/lib/bundle.js';
import { stopServer } from '../../scripts/lib/directus.js';
import type { DirectusProcess } from '../../scripts/lib/directus.js';
import { makeBedFolder } from './bed-folder.js';
import { copyDatabase, emptyDatabase } from './database.js';
import { NOBODY } from './nobody.js';
import { makePlace, startPlace } from './place.js';
import { startPostgres } from './postgres.js';
import type { Postgres } from './postgres.js';
import { fillTemplate } from './template.js';
import type { TestBed } from './test-bed.js';
import { vendors } from './vendors.js';

/** Prepares the test bed before the first test file of a project that needs servers. */
export default function setUp(project: TestProject): Promise<() => Promise<void>> {
  return prepareBed(project, { SERVE_APP: 'true', ARTIFACTS_CALLBACK_ALLOW: NOBODY });
}

/**
 * Prepares the bundle, PostgreSQL, and for each vendor a template database and one server on a copy of it that all
 * test files share. Returns what takes it all down.
 *
 * @param settings of the shared servers; null for none, where each test file starts its own
 */
export async function prepareBed(
  project: TestProject,
  settings: Record<string, string> | null,
): Promise<() => Promise<void>> {
  const folder = await makeBedFolder();
  const bed: TestBed = { folder, postgres: null, vendors: {} };
  const servers: DirectusProcess[] = [];
  let postgres: Postgres | null = null;
  const tearDown = async () => {
    await Promise.all(servers.map((server) => stopServer(server)));
    await postgres?.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    if (await isStale('test')) await buildBundle('test');
    await installBundle('test', join(folder, 'extensions'));
    if (vendors.includes('postgres')) postgres = await startPostgres();
    bed.postgres = postgres?.address ?? null;
    await Promise.all(
      vendors.map(async (vendor) => {
        const template = await emptyDatabase(bed, vendor);
        const people = await fillTemplate(folder, template);
        bed.vendors[vendor] = { template, people, shared: null };
        if (settings === null) return;
        const database = await copyDatabase(bed, template);
        const logFile = join(folder, `shared-${vendor}.log`);
        appendFileSync(logFile, '');
        const place = await makePlace(folder, database, settings);
        servers.push(await startPlace(place, (text) => appendFileSync(logFile, text)));
        bed.vendors[vendor] = { template, people, shared: { url: place.url, database, logFile } };
      }),
    );
  } catch (error) {
    await tearDown();
    throw error;
  }
  project.provide('testBed', bed);
  return tearDown;
}
