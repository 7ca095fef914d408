import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import { DIRECTUS_NODE, inRepository } from '../../../scripts/lib/paths.js';
import { databaseEnvironment } from '../../helpers/database.js';
import type { Database } from '../../helpers/database.js';
import type { Place } from '../../helpers/place.js';

/** Writes the settings of a database into a file for `--to-env`, with another one's that must not count. */
export async function envFile(place: Place, database: Database): Promise<string> {
  const file = join(place.folder, 'target.env');
  const lines = Object.entries({ ...databaseEnvironment(database), SECRET: 'another' });
  await writeFile(file, lines.map(([name, value]) => `${name}='${value}'\n`).join(''));
  return file;
}

/** The same as a URL. */
export function urlOf(database: Database): string {
  if (database.vendor !== 'postgres') throw new Error('Only PostgreSQL has one.');
  const { host, port, user, password } = database.address;
  return `postgres://${user}:${encodeURIComponent(password)}@${host}:${port}/${database.name}`;
}

export async function digestOf(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}

/** Starts a copy in the folder of an instance; its output goes nowhere. */
export function startCopy(place: Place, file: string): { child: ChildProcess; ended: Promise<unknown> } {
  const child = spawn(
    DIRECTUS_NODE,
    [inRepository('cli/index.js'), 'to-postgres', '--to-env', file, '--yes'],
    {
      cwd: place.folder,
      env: place.env,
      stdio: 'ignore',
    },
  );
  const ended = new Promise((resolve) => child.once('close', resolve));
  return { child, ended };
}

/** Waits until a copy says in the target that it is through with a table; throws when it ends before. */
export async function untilCopied(target: Knex, table: string, { child }: { child: ChildProcess }) {
  while (child.exitCode === null && child.signalCode === null) {
    if (await target.schema.hasTable('artifact_copy')) {
      const rows: unknown[] = await target('artifact_copy').where({ kind: 'table', name: table });
      if (rows.length > 0) return;
    }
    await sleep(50);
  }
  throw new Error(`The copy ended with code ${child.exitCode}.`);
}

/** Names of the tables that are there. */
export async function tablesIn(target: Knex): Promise<string[]> {
  return target('pg_tables').where({ schemaname: 'public' }).orderBy('tablename').pluck('tablename');
}
