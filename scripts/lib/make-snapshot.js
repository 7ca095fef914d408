import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { toYaml } from '../../cli/lib/schema/file.js';
import { ourPart } from '../../cli/lib/schema/our-part.js';
import { runDirectus } from './directus.js';

const HEAD = `# Collections, fields and relations of the artifact registry, for Directus on PostgreSQL.
# Made from a migrated instance by "npm run snapshot"; do not edit.
`;

/**
 * The text of `schema-snapshot.yaml`, from what Directus itself says about a migrated PostgreSQL.
 *
 * @param {{ folder: string, env: import('./directus.js').Environment }} place where a Directus can run
 * @returns {Promise<string>}
 */
export async function makeSnapshot(place) {
  const file = join(place.folder, 'whole-schema.yaml');
  await runDirectus(['schema', 'snapshot', '--yes', file], place);
  return HEAD + toYaml(ourPart(parse(await readFile(file, 'utf8'))));
}
