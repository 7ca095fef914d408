import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { errorMessages, inputMessages } from '../../migrations/lib/metadata/error-messages.js';
import { freezeMessages } from '../../migrations/lib/metadata/freeze-messages.js';
import { policyMessages } from '../../migrations/lib/metadata/policy-messages.js';
import { as } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import { runDirectusOn } from '../helpers/place.js';
import { pendingVersion, uploadFile } from '../helpers/sample.js';
import { testBed, vendorBed } from '../helpers/test-bed.js';
import { onCopy } from './support-migrations/migrate.js';

interface FieldMeta {
  field: string;
  type: string;
  meta: {
    interface: string;
    readonly: boolean;
    options: { choices?: { value: string; color?: string }[] } | null;
    translations: { language: string; translation: string }[] | null;
  };
}

/** The seed's "Relationships Created", all of them many-to-one. */
const RELATIONSHIPS = [
  ['artifact_versions', 'project_id', 'projects'],
  ['artifact_versions', 'primary_file_id', 'directus_files'],
  ['artifact_versions', 'source_task_id', 'tasks'],
  ['artifact_versions', 'execution_id', 'task_executions'],
  ['artifact_files', 'artifact_version_id', 'artifact_versions'],
  ['artifact_files', 'directus_files_id', 'directus_files'],
  ['task_artifacts', 'task_id', 'tasks'],
  ['task_artifacts', 'artifact_version_id', 'artifact_versions'],
  ['artifact_approvals', 'artifact_version_id', 'artifact_versions'],
  ['artifact_approvals', 'project_id', 'projects'],
  ['artifact_approvals', 'task_id', 'tasks'],
  ['documents', 'artifact_version_id', 'artifact_versions'],
] as const;

describe.each(vendors)('what the Studio knows, on %s', (vendor) => {
  const admin = () => {
    const instance = sharedInstance(vendor);
    return { instance, api: as(instance.url, instance.admin.token) };
  };

  const fieldsOf = async (collection: string): Promise<Map<string, FieldMeta>> => {
    const { body } = await admin().api.get<{ data: FieldMeta[] }>(`/fields/${collection}`);
    return new Map(body.data.map((field) => [field.field, field]));
  };

  test('every relationship of the seed is a foreign key and a relation', async () => {
    for (const [collection, field, related] of RELATIONSHIPS) {
      const reply = await admin().api.get(`/relations/${collection}/${field}`);
      expect(reply.body.data).toMatchObject({
        related_collection: related,
        schema: { table: collection, column: field, foreign_key_table: related, foreign_key_column: 'id' },
        meta: { many_collection: collection, many_field: field, one_collection: related },
      });
    }
  });

  test('the form of a version shows its content and keeps what the server manages', async () => {
    const fields = await fieldsOf('artifact_versions');
    const interfaces = [...fields.values()].map(({ field, meta }) => [field, meta.interface]);
    expect(Object.fromEntries(interfaces)).toMatchObject({
      status: 'artifact-status',
      value: 'input-code',
      primary_file_id: 'file-image',
      files: 'list-m2m',
      approvals: 'list-o2m',
      project_id: 'select-dropdown-m2o',
    });
    const choices = fields.get('status')?.meta.options?.choices ?? [];
    expect(choices.map(({ value }) => value)).toEqual(['pending', 'approved', 'rejected', 'superseded']);
    expect(new Set(choices.map(({ color }) => color)).size).toBe(4);
    const readonly = [...fields.values()].filter(({ meta }) => meta.readonly).map(({ field }) => field);
    expect(readonly).toEqual(
      expect.arrayContaining([
        ...[
          'version_number',
          'content_hash',
          'version_lineage',
          'lineage_depth',
          'lineage_jump_id',
          'generation',
        ],
        ...['decision_id', 'approved_at', 'approved_by', 'promote_at'],
        ...['promoted_at', 'promoted_context_version'],
        ...[
          'retired_context_version',
          'archived_at',
          'archive_file_id',
          'user_created',
          'date_created',
          'approvals',
        ],
      ]),
    );
    expect(readonly).not.toContain('status');
    expect(fields.get('value')?.type).toBe('json');
    expect(fields.get('approved_at')?.type).toBe('timestamp');
  });

  test('every field that people see has an English and a German name', async () => {
    for (const collection of ['projects', 'tasks', 'artifact_versions', 'artifact_approvals', 'documents'])
      for (const [name, { meta }] of await fieldsOf(collection))
        expect([name, meta.translations?.map(({ language }) => language)]).toEqual([
          name,
          ['en-US', 'de-DE'],
        ]);
  });

  test('the context of a project is for reading', async () => {
    const fields = await fieldsOf('projects');
    expect(fields.get('context')?.meta.readonly).toBe(true);
    expect(fields.get('context_version')?.meta.readonly).toBe(true);
  });

  test('files and approvals of a version are read through it, by REST and GraphQL', async () => {
    const { instance, api } = admin();
    const file = await uploadFile(instance);
    const { version } = await pendingVersion(instance, { files: [file] });
    const asked = { version_id: version.id, action: 'request_changes', reason: 'Bolder' };
    expect((await api.post('/artifacts/decisions', asked)).status).toBe(200);
    const query = 'fields=value,source_task_id.title,files.directus_files_id.id,approvals.action';
    const expected = {
      value: { format: 'PNG' },
      source_task_id: { title: 'Design it' },
      files: [{ directus_files_id: { id: file } }],
      approvals: [{ action: 'request_changes' }],
    };
    expect((await api.get(`/items/artifact_versions/${version.id}?${query}`)).body.data).toEqual(expected);
    const reply = await api.graphql(`{ artifact_versions_by_id(id: "${version.id}")
      { value source_task_id { title } files { directus_files_id { id } } approvals { action } } }`);
    expect(reply.body.data).toEqual({ artifact_versions_by_id: expected });
  });

  test('a snapshot of it applies without a change, and our internal tables stay out of it', async () => {
    await onCopy(vendorBed(vendor).template, async (_knex, copy) => {
      const { folder } = testBed();
      const file = `${folder}/snapshot-${vendor}.yaml`;
      await runDirectusOn(folder, copy, ['schema', 'snapshot', '--yes', file]);
      const snapshot = readFileSync(file, 'utf8');
      expect(snapshot).toContain('collection: artifact_versions');
      expect(snapshot).not.toMatch(/artifact_(idempotency|callbacks|file_digests|schema_additions)/);
      const dryRun = ['schema', 'apply', '--dry-run', file];
      expect(await runDirectusOn(folder, copy, dryRun, { LOG_LEVEL: 'info' })).toContain(
        'No changes to apply',
      );
    });
  });
});

test('every error of ours has a sentence in both languages', () => {
  const folder = new URL('../../src/errors/', import.meta.url);
  const sources = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'));
  const codes = sources.flatMap((source) =>
    [...source.matchAll(/'([A-Z]+(?:_[A-Z]+)*)',/g)].map((hit) => hit[1]),
  );
  /** Directus has sentences of its own for these. */
  const CORE = ['FORBIDDEN', 'INVALID_PAYLOAD', 'CONTENT_TOO_LARGE'];
  const ours = new Set(codes.filter((code) => code !== undefined && !CORE.includes(code)));
  expect(ours.size).toBeGreaterThan(10);
  const messages = { ...errorMessages, ...policyMessages, ...inputMessages, ...freezeMessages };
  expect(Object.keys(messages)).toEqual(expect.arrayContaining([...ours]));
  for (const { en, de } of Object.values(messages)) expect(en.length * de.length).toBeGreaterThan(400);
});
