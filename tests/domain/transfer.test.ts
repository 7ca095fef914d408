import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { chainEntries } from '../../src/domain/audit-chain.js';
import { contentHash } from '../../src/domain/content-hash.js';
import { compareProjects } from '../../src/domain/transfer/compare-rows.js';
import { findFlaws } from '../../src/domain/transfer/find-flaws.js';
import { eachTable, rowFlaw } from '../../src/domain/transfer/project-rows.js';
import type { ProjectColumns, ProjectRows } from '../../src/domain/transfer/project-rows.js';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const DIGESTS = new Map([['f', sha256('bytes')]]);
const FILES = [{ file_id: 'f', primary: true, sha256: sha256('bytes') }];
const HASH = contentHash({ value: { b: 1, a: [0.5] }, files: FILES });

/** A project with one version, one file, and two entries. */
function project(): ProjectRows {
  const draft = {
    artifact_version_id: 'v',
    project_id: 'p',
    task_id: null,
    actor_id: null,
    actor_type: 'system' as const,
    reason: null,
    feedback: { zoom: 2 },
    content_hash: HASH,
    context_version: null,
    decision_id: 'd',
    date_created: '2026-01-31T09:30:00.000Z',
  };
  const entries = chainEntries({ sequence: 0, entry_hash: null }, [
    { ...draft, id: 'e1', action: 'request_changes' },
    { ...draft, id: 'e2', action: 'approve' },
  ]);
  return {
    ...eachTable(() => []),
    projects: [{ id: 'p', title: 'A' }],
    directus_files: [{ id: 'f', title: 'x' }],
    artifact_versions: [
      {
        id: 'v',
        project_id: 'p',
        schema_key: 'brand.logo',
        version_number: 1,
        value: '{"b":1,"a":[0.5]}',
        primary_file_id: 'f',
        content_hash: HASH,
        archive_file_id: null,
      },
    ],
    artifact_files: [{ id: 'l', artifact_version_id: 'v', directus_files_id: 'f', sort: null }],
    artifact_approvals: entries.map((entry) => ({ ...entry, feedback: '{"zoom":2}' })),
  };
}

describe('what is wrong with the rows of a project', () => {
  test('nothing, if they are whole', () => {
    expect(findFlaws(project(), DIGESTS)).toEqual([]);
  });

  const version = (change: object) => (rows: ProjectRows) =>
    Object.assign(rows.artifact_versions[0]!, change);
  test.each<[string, (rows: ProjectRows) => unknown, RegExp]>([
    ['no project', (rows) => (rows.projects = []), /^There are 0 projects instead of one\.$/],
    ['two projects', (rows) => rows.projects.push({ id: 'q' }), /^There are 2 projects instead of one\.$/],
    [
      'a value',
      version({ value: '{"b":2}' }),
      /^brand\.logo, version 1 \(v\): its content has the hash [0-9a-f]{64}, but/,
    ],
    [
      'the place of a value',
      version({ archive_file_id: 'f' }),
      /^The value of version v is not in the archive\.$/,
    ],
    [
      'a number',
      version({ version_number: 2 }),
      /^brand\.logo: the versions are not numbered from 1 to 1\.$/,
    ],
    [
      'a parent',
      version({ parent_id: 'w' }),
      /^artifact_versions v: its parent_id w is not part of the project\.$/,
    ],
    ['a project', version({ project_id: 'q' }), /^artifact_versions v: its project_id q is not part/],
    ['a file', (rows) => (rows.directus_files = []), /its primary_file_id f is not part of the project\.$/],
    [
      'an entry',
      (rows) => rows.artifact_approvals.shift(),
      /^The audit log, entry 2 \(e2\): The entry should have sequence 1/,
    ],
    [
      'what an entry says',
      (rows) => Object.assign(rows.artifact_approvals[1]!, { feedback: '{"zoom":3}' }),
      /^The audit log, entry 2 \(e2\): The entry was changed after it was written/,
    ],
    [
      'an id',
      (rows) => rows.artifact_files.push({ ...rows.artifact_files[0]! }),
      /^artifact_files has the id l twice\.$/,
    ],
  ])('%s that is another one is found', (_name, change, sentence) => {
    const rows = project();
    change(rows);
    expect(findFlaws(rows, DIGESTS)[0]).toMatch(sentence);
  });

  test('bytes that are missing, or others', () => {
    expect(findFlaws(project(), new Map())).toEqual(['The bytes of file f are missing.']);
    expect(findFlaws(project(), new Map([['f', sha256('other')]]))[0]).toMatch(/its content has the hash/);
  });

  test('a primary file that is not linked counts all the same', () => {
    expect(findFlaws({ ...project(), artifact_files: [] }, DIGESTS)).toEqual([]);
  });

  test('a version without a hash is open, or older than the registry', () => {
    const rows = project();
    Object.assign(rows.artifact_versions[0]!, { content_hash: null, value: '{"other":1}' });
    expect(findFlaws(rows, DIGESTS)).toEqual([]);
  });
});

describe('an archive beside a database', () => {
  const columns = eachTable(() => ({
    id: 'key',
    value: 'json',
    title: 'text',
    sort: 'integer',
  })) as ProjectColumns;
  const compared = (change: (rows: ProjectRows) => unknown) => {
    const stored = project();
    change(stored);
    return compareProjects(project(), stored, columns).map(
      ({ table, id, reason }) => `${table} ${id} ${reason}`,
    );
  };

  test('the order of keys, what a file is called and where a value lies make no difference', () => {
    expect(
      compared((rows) => {
        rows.artifact_versions[0]!['value'] = '{ "a": [5e-1], "b": 1.0 }';
        rows.directus_files[0]!['title'] = 'Renamed';
      }),
    ).toEqual([]);
    expect(
      compared((rows) => Object.assign(rows.artifact_versions[0]!, { value: null, archive_file_id: 'g' })),
    ).toEqual([]);
  });

  test('everything else does', () => {
    expect(
      compared((rows) => {
        rows.projects[0]!['title'] = 'B';
        rows.artifact_versions[0]!['value'] = null;
        rows.artifact_files[0]!['id'] = 'm';
      }),
    ).toEqual([
      'projects p differs in title',
      'artifact_versions v differs in value',
      'artifact_files l is only in the archive',
      'artifact_files m is only in the database',
    ]);
  });
});

test.each([
  [{ id: 1, a: '2026-01-31T09:30:00Z', b: '{}', c: 3 }, null],
  [{ id: 1, d: 1 }, 'has a column "d" that this release does not know'],
  [{ a: null }, 'has no id'],
  [{ id: 1, a: 'soon' }, 'has something in "a" that does not belong there'],
  [{ id: 1, b: '{' }, 'has something in "b" that does not belong there'],
  [{ id: 1, b: {} }, 'has something in "b" that does not belong there'],
  [{ id: 1, c: 0.5 }, 'has something in "c" that does not belong there'],
  [{ id: 0.5 }, 'has something in "id" that does not belong there'],
  [
    JSON.parse('{"id":1,"__proto__":{}}') as object,
    'has a column "__proto__" that this release does not know',
  ],
])('the row %j of an archive: %s', (row, flaw) => {
  const columns = { id: 'key', a: 'timestamp', b: 'json', c: 'integer' } as const;
  expect(rowFlaw(row as Parameters<typeof rowFlaw>[0], columns)).toBe(flaw);
});
