import { findRule } from '../../domain/context-schema/find-rule.js';
import type { Violation } from '../../domain/context-schema/words.js';
import type { Caller, Host } from '../../directus/host.js';
import { assertReadable } from '../../directus/readable.js';
import { contextSchemas } from '../../store/projects.js';
import { readContents } from '../read-content.js';
import { findViolations } from './find-violations.js';

/** How a version stands to the `context_schema` that its project has now. */
export interface Validation {
  version_id: string;
  schema_key: string;
  /** The schema key or glob whose rules hold for it; null when none do. */
  rule: string | null;
  valid: boolean;
  violations: Violation[];
}

/**
 * Holds a version against the present schema, whatever its status: a pending one may be older than the schema.
 *
 * @throws Forbidden when the version, one of its files or its project is missing or unreadable
 * @throws ArchiveUnreadable for an archived version whose file is missing or damaged
 */
export async function readValidation(host: Host, caller: Caller, versionId: string): Promise<Validation> {
  const [content] = await readContents(host, caller, [versionId]);
  if (content === undefined) throw new Error('One version asked for, one read');
  const { version, files } = content;
  const { project_id, schema_key } = version;
  await assertReadable(host, caller, 'projects', [project_id], host.database);
  const schemas = await contextSchemas(host.database, [project_id]);
  const found = findRule(schemas.get(String(project_id)) ?? null, schema_key);
  const violations =
    found === null
      ? []
      : await findViolations({ host, caller, knex: host.database }, found.rule, {
          value: version.value,
          files: () => Promise.resolve(files.map(({ file_id }) => file_id)),
          complete: true,
        });
  return {
    version_id: versionId,
    schema_key,
    rule: found?.pattern ?? null,
    valid: violations.length === 0,
    violations,
  };
}
