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

/** What an administrator is told, by path: equal answers, equal instances. */
export async function answersOf(
  url: string,
  token: string,
  projectId: Key,
): Promise<Record<string, unknown>> {
  const admin = as(url, token);
  const answers: Record<string, unknown> = {};
  for (const path of [...PATHS, `/artifacts/projects/${String(projectId)}/context`]) {
    const data = expectData(await admin.get<{ data?: unknown }>(path));
    answers[path] = JSON.parse(
      JSON.stringify(data, (key, value: unknown) => (STORAGE.has(key) ? undefined : value)),
    );
  }
  return answers;
}
