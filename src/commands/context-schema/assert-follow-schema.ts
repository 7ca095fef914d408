import type { Knex } from 'knex';
import { findRule } from '../../domain/context-schema/find-rule.js';
import { hasFileRules } from '../../domain/context-schema/read-rules.js';
import type { Key, Version } from '../../domain/words.js';
import type { Caller, Host } from '../../directus/host.js';
import { ValueSchemaViolation } from '../../errors/index.js';
import { contextSchemas, type LockedProject } from '../../store/projects.js';
import { filesOf } from '../content.js';
import type { RecordInput } from '../record-input.js';
import { findViolations, type JudgedContent } from './find-violations.js';
import { readFacts } from './read-facts.js';

/** Content that is to become part of a version of this line. */
export interface Proposal extends JudgedContent {
  project_id: Key;
  schema_key: string;
}

interface Context {
  host: Host;
  caller: Caller;
  knex: Knex;
  /** The projects of the proposals, where they are locked: what they say is then read already. */
  projects?: Map<string, LockedProject>;
}

/**
 * Holds content against the `context_schema` of its project. Where there is none, one small query is all it costs.
 *
 * @throws ValueSchemaViolation for the first proposal that does not follow it
 */
export async function assertFollowSchema(context: Context, proposals: Proposal[]): Promise<void> {
  const schemas =
    context.projects === undefined
      ? await contextSchemas(
          context.knex,
          proposals.map(({ project_id }) => project_id),
        )
      : new Map([...context.projects].map(([id, { context_schema }]) => [id, context_schema]));
  for (const proposal of proposals) {
    const { project_id, schema_key } = proposal;
    const found = findRule(schemas.get(String(project_id)) ?? null, schema_key);
    if (found === null) continue;
    const violations = await findViolations(context, found.rule, proposal);
    if (violations.length > 0) throw new ValueSchemaViolation({ schema_key, violations });
  }
}

/**
 * The same for versions as they are stored, with the files that they have.
 *
 * @throws ValueSchemaViolation
 */
export async function assertVersionsFollowSchema(context: Context, versions: Version[]): Promise<void> {
  await assertFollowSchema(
    context,
    versions.map((version) => ({
      project_id: version.project_id,
      schema_key: version.schema_key,
      value: version.value,
      files: () => fileIdsOf(context.knex, version),
      complete: true,
    })),
  );
}

/**
 * Looks at the files of versions that are about to be recorded, where there are rules about files: reading from a
 * storage must not happen while the project is locked, so it happens before, and is remembered.
 */
export async function warmFacts(context: Context, inputs: RecordInput[]): Promise<void> {
  const withFiles = inputs.filter(({ files }) => files.length > 0);
  const schemas = await contextSchemas(
    context.knex,
    withFiles.map(({ project_id }) => project_id),
  );
  for (const { project_id, schema_key, files } of withFiles) {
    const found = findRule(schemas.get(String(project_id)) ?? null, schema_key);
    if (found === null || !hasFileRules(found.rule)) continue;
    await readFacts(
      context,
      files.map(({ file_id }) => file_id),
    );
  }
}

/** A version that is to be recorded, as the rules see it. */
export function proposalOf(input: RecordInput): Proposal {
  return {
    project_id: input.project_id,
    schema_key: input.schema_key,
    value: input.value,
    files: () => Promise.resolve(input.files.map(({ file_id }) => file_id)),
    complete: input.filesFollow !== true,
  };
}

/** The files of a version in their order. */
export async function fileIdsOf(
  knex: Knex,
  version: Pick<Version, 'id' | 'primary_file_id'>,
): Promise<string[]> {
  const files = await filesOf(knex, [version]);
  return (files.get(version.id) ?? []).map(({ file_id }) => file_id);
}
