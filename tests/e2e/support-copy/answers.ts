import type { Key } from '../../../src/domain/words.js';
import { as } from '../../helpers/api.js';
import { expectData } from '../../helpers/sample.js';

/** Everything that clients of an instance could see a difference in. */
const PATHS = [
  '/items/customers?sort=id',
  '/items/orders?sort=id&fields=*,customer.name,project.title',
  '/items/projects?sort=id',
  '/items/tasks?sort=id',
  '/items/documents?sort=id',
  '/items/artifact_approvals?sort=id&limit=-1',
  '/items/artifact_files?sort=id&limit=-1',
  '/items/artifact_versions?sort=schema_key,version_number&limit=300',
  '/files?sort=id&limit=-1',
  '/users?sort=id&fields=id,email,status,role,policies,provider,token',
  '/roles?sort=id',
  '/policies?sort=id',
  '/permissions?sort=id&limit=-1',
  '/activity?sort=id&limit=50',
  '/fields/customers',
  '/collections',
  '/relations',
  '/settings',
];

/** What two kinds of database must say differently: how a column is stored. */
const STORAGE = new Set(['schema', 'type', 'tables']);

/** Moments of files, which Directus tells without a zone on SQLite, with the clock of the server. */
const MOMENTS = new Set(['created_on', 'uploaded_on', 'modified_on']);

/** Numbers of 64 bits, which it tells as text on PostgreSQL. */
const LARGE = new Set(['filesize', 'points']);

/** What Directus itself says in other words on the other database. */
function alike(key: string, value: unknown): unknown {
  if (MOMENTS.has(key) && typeof value === 'string') return value.slice(0, '2026-01-01T00:00:00'.length);
  return LARGE.has(key) && typeof value === 'number' ? String(value) : value;
}

/** What an administrator is told, by path: equal answers, equal instances. */
export async function answersOf(
  url: string,
  token: string,
  projectId: Key,
): Promise<Record<string, unknown>> {
  const admin = as(url, token);
  const answers: Record<string, unknown> = {};
  const project = `/artifacts/projects/${String(projectId)}`;
  for (const path of [...PATHS, `${project}/context`, `${project}/stale`]) {
    const data = expectData(await admin.get<{ data?: unknown }>(path));
    // In the order in which the database lists its tables.
    if (path === '/collections' || path === '/relations') (data as Listed[]).sort(byName);
    answers[path] = JSON.parse(
      JSON.stringify(data, (key, value: unknown) => (STORAGE.has(key) ? undefined : alike(key, value))),
    );
  }
  return answers;
}

interface Listed {
  collection: string;
  field?: string;
}

function byName(a: Listed, b: Listed): number {
  return `${a.collection}.${a.field}` < `${b.collection}.${b.field}` ? -1 : 1;
}
