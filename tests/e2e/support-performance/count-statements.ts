import { expect } from 'vitest';
import type { OwnInstance } from '../../helpers/instance.js';

/** How many statements of each kind were sent to each table, e.g. `{"insert artifact_versions": 100}`. */
export type Counts = Record<string, number>;

const READ_OR_INSERT = /^\s*(select|insert|delete|with)\b.*?\b(?:from|into)\s+[`"](\w+)[`"]/is;
const UPDATE = /^\s*(update)\s+[`"](\w+)[`"]/i;

/** Who is calling, what they may do, and which release the schema is of: read once in a while and then remembered. */
const ABOUT_CALLERS =
  /^(directus_users|directus_roles|directus_access|directus_policies|directus_permissions|directus_migrations)$/;

/**
 * What no request asks for: the outbox and what is due are looked at now and then, and lost hashes after every change;
 * they wait for SQLite's one writer, as requests do.
 */
const IN_THE_BACKGROUND =
  /as [`"]call[`"]|[`"]version[`"]\.[`"]promote_at[`"]|[`"]until[`"] [<>]|artifact_freezes[`"] as [`"]stop[`"]|[`"]next_attempt_at[`"] (?:<|is|asc)|[`"]content_hash[`"] is null|where 1 = 0/i;

/**
 * Counts the statements with which a server answers one request, beside those that find out who is calling. The server
 * must print them: `LOG_LEVEL=trace`.
 */
export async function countStatements(
  instance: Pick<OwnInstance, 'logs'>,
  request: () => Promise<unknown>,
): Promise<Counts> {
  const before = instance.logs().length;
  await request();
  // The line about the request is printed after all of its queries.
  await expect.poll(() => instance.logs().slice(before)).toMatch(/(POST|GET) \/\S+ 2\d\d/);
  const printed = instance
    .logs()
    .slice(before)
    .matchAll(/\d+ms\] (.*)/g);
  const counts: Counts = {};
  for (const [, sql = ''] of printed) {
    if (IN_THE_BACKGROUND.test(sql)) continue;
    const [, verb = '', table = ''] = UPDATE.exec(sql) ?? READ_OR_INSERT.exec(sql) ?? [];
    if (table === '' || ABOUT_CALLERS.test(table)) continue;
    const name = `${verb.toLowerCase()} ${table}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
