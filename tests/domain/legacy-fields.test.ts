import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { proposeKey } from '../../src/domain/legacy/propose-key.js';
import { fileTypeOf } from '../../src/domain/legacy/file-type.js';
import { sortRows } from '../../src/domain/legacy/sort-rows.js';
import { stableId } from '../../src/domain/legacy/stable-id.js';
import { assertSchemaKey } from '../../src/domain/schema-key.js';

const NOW = '2026-06-01T00:00:00.000Z';
const GOOD = { id: '7', project_id: 'p', schema_key: 'brand.logo', value: 'x' };

function sort(columns: Record<string, unknown>[], isText = true, map = {}) {
  const rows = columns.map((row, index) => ({ at: `line ${index + 2}`, columns: row, isText }));
  return sortRows(rows, map, NOW);
}

/** What is wrong with a row, as `field: problem`. */
function problems(row: Record<string, unknown>, isText = true): string[] {
  return sort([row], isText).findings.map(({ field, problem }) => `${field}: ${problem}`);
}

describe('a row becomes a version', () => {
  test('with everything that it says', () => {
    const file = '0C4EE9B4-0000-4000-8000-000000000001';
    const row = {
      ...GOOD,
      value: '{"a":[1]}',
      file,
      task_id: '12',
      title: ' =1+1 ',
      date_created: '2025-01-31 09:30:00',
    };
    expect(sort([row]).versions).toEqual([
      {
        at: 'line 2',
        versionId: stableId('version', 'p', '7'),
        sourceId: '7',
        projectId: 'p',
        schemaKey: 'brand.logo',
        value: { a: [1] },
        file: { id: file.toLowerCase() },
        taskId: '12',
        title: ' =1+1 ',
        date: '2025-01-31T09:30:00.000Z',
      },
    ]);
  });

  test.each([
    ['123', '123'],
    ['=HYPERLINK("x")', '=HYPERLINK("x")'],
    ['null', 'null'],
    ['[broken', '[broken'],
    [' {"b":null}', { b: null }],
  ])('the text %j of a CSV is the value %j', (text, value) => {
    expect(sort([{ ...GOOD, value: text }]).versions[0]!.value).toEqual(value);
  });

  test('a value of JSON is what it is, numbers as keys are text', () => {
    const [version] = sort([{ ...GOOD, id: 7, project_id: 3, value: '{"a":1}' }], false).versions;
    expect(version).toMatchObject({ sourceId: '7', projectId: '3', value: '{"a":1}' });
  });

  test.each([
    ['2025-01-31', '2025-01-31T00:00:00.000Z'],
    ['2025-01-31T09:30:00+02:00', '2025-01-31T07:30:00.000Z'],
    ['2025-01-31T09:30:00.123456Z', '2025-01-31T09:30:00.123Z'],
    ['2025-01-31 09:30', '2025-01-31T09:30:00.000Z'],
    [1738315800000, '2025-01-31T09:30:00.000Z'],
    ['', null],
  ])('the date %j is %j wherever it is read', (date_created, expected) => {
    expect(sort([{ ...GOOD, date_created }]).versions[0]!.date).toBe(expected);
  });

  test('columns may have other names', () => {
    const map = { schema_key: 'Slot', value: 'Meta' };
    const [version] = sort([{ id: '1', project_id: 'p', Slot: 'a.b', Meta: 'x' }], true, map).versions;
    expect(version).toMatchObject({ schemaKey: 'a.b', value: 'x' });
  });

  test('in the order of the dates, those without one last, else as they stand', () => {
    const dates = ['2025-03-01', '', '2025-01-01', '2025-03-01', ''];
    const rows = dates.map((date_created, index) => ({ ...GOOD, id: String(index), date_created }));
    expect(sort(rows).versions.map(({ sourceId }) => sourceId)).toEqual(['2', '0', '3', '1', '4']);
  });
});

describe('a row that cannot be a version', () => {
  test.each([
    [{ ...GOOD, id: ' ' }, 'id: It is missing: by it a row that was imported before is recognised.'],
    [{ ...GOOD, project_id: null }, 'project_id: It is missing: name the project that it belongs to.'],
    [{ ...GOOD, schema_key: '' }, 'schema_key: It is missing: say where it belongs, e.g. "brand.logo".'],
    [
      { ...GOOD, schema_key: 'Brand / Größe' },
      'schema_key: "Brand / Größe" is no schema key: segments of a-z, 0-9, "_" and "-", joined by dots. Call it "brand.grosse".',
    ],
    [{ ...GOOD, value: '' }, 'file: There is neither a file nor a value: one of the two is needed.'],
    [
      { ...GOOD, date_created: '31.01.2025' },
      'date_created: "31.01.2025" is no date of the past: write 2025-01-31T09:30:00Z.',
    ],
    [
      { ...GOOD, date_created: '2025-13-31' },
      'date_created: "2025-13-31" is no date of the past: write 2025-01-31T09:30:00Z.',
    ],
    [
      { ...GOOD, date_created: '2027-01-01' },
      'date_created: "2027-01-01" is no date of the past: write 2025-01-31T09:30:00Z.',
    ],
    [{ ...GOOD, title: 'a\0' }, 'title: "title" contains the character U+0000, which cannot be stored.'],
    [
      { ...GOOD, value: 'a\ud800' },
      'value: "value" contains half of a surrogate pair, which cannot be stored.',
    ],
  ])('%j', (row, problem) => {
    expect(problems(row)).toEqual([problem]);
  });

  test.each(['../x.png', 'a/../../x', '/etc/passwd', 'C:\\x', 'a\\..\\x', 'x\0'])(
    'a path that leads out of the folder: %j',
    (file) => {
      expect(problems({ ...GOOD, file })).toEqual([
        'file: It is neither the id of a file nor a path beside the export.',
      ]);
    },
  );

  test('everything that is wrong is said at once', () => {
    expect(sort([{}]).findings.map(({ field }) => field)).toEqual(['id', 'project_id', 'schema_key', 'file']);
  });

  test('an id that two rows of a project have, and keys that would overwrite each other', () => {
    const rows = [
      GOOD,
      { ...GOOD, schema_key: 'brand' },
      { ...GOOD, project_id: 'other', schema_key: 'brand' },
    ];
    expect(sort(rows).findings).toEqual([
      expect.objectContaining({ at: 'line 3', field: 'id', projectId: 'p' }),
      expect.objectContaining({ at: 'line 2', field: 'schema_key', projectId: 'p' }),
      expect.objectContaining({ at: 'line 3', field: 'schema_key', projectId: 'p' }),
    ]);
  });
});

test('whatever an artifact was called, the proposal is a schema key, and stays itself', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
      const key = proposeKey(text);
      if (key === null) return;
      expect(() => assertSchemaKey(key)).not.toThrow();
      expect(proposeKey(key)).toBe(key);
    }),
  );
  expect(proposeKey('Brand Logo')).toBe('brand_logo');
  expect(proposeKey('日本')).toBeNull();
});

test('ids are uuids of version 8, the same for the same words and no others', () => {
  expect(stableId('version', 'p', '7')).toBe(stableId('version', 'p', '7'));
  expect(stableId('version', 'p', '7')).toMatch(
    /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
  expect(
    new Set([stableId('a', 'bc'), stableId('ab', 'c'), stableId('abc'), stableId('a', 'b', 'c')]).size,
  ).toBe(4);
});

test('the type of a file goes by the end of its name', () => {
  expect(['a.PNG', 'b.tar.zip', 'README', 'x.constructor'].map(fileTypeOf)).toEqual([
    'image/png',
    'application/zip',
    'application/octet-stream',
    'application/octet-stream',
  ]);
});
