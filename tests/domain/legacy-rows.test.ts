import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import { parseRows, UnreadableExport } from '../../src/domain/legacy/parse-rows.js';

const columnsOf = (text: string, format: 'csv' | 'json') =>
  parseRows(text, format).map(({ columns }) => columns);

describe('an export as CSV', () => {
  test('quotes, line ends inside of fields, umlauts and formulas stay the text that they are', () => {
    const text =
      '\uFEFFid,title,value\r\n1,"Größe ""XL"", neu","first\nsecond"\r\n2,=cmd|\'/c calc\'!A1,@SUM(1)\r\n';
    expect(columnsOf(text, 'csv')).toEqual([
      { id: '1', title: 'Größe "XL", neu', value: 'first\nsecond' },
      { id: '2', title: "=cmd|'/c calc'!A1", value: '@SUM(1)' },
    ]);
  });

  test.each([
    [',', '\n'],
    [';', '\r\n'],
    ['\t', '\r'],
  ])('fields between %j, lines ending in %j', (delimiter, newline) => {
    const text = [
      ['id', 'a', 'b'],
      ['1', 'x', 'y'],
      ['2', '', 'z'],
    ]
      .map((row) => row.join(delimiter))
      .join(newline);
    expect(columnsOf(text, 'csv')).toEqual([
      { id: '1', a: 'x', b: 'y' },
      { id: '2', a: '', b: 'z' },
    ]);
  });

  test('every row knows the line on which it begins', () => {
    const text = 'id,title\n1,"one\ntwo\nthree"\n\n2,x\n3,"a\r\nb"\n4,y';
    expect(parseRows(text, 'csv').map(({ at, columns }) => [columns['id'], at])).toEqual([
      ['1', 'line 2'],
      ['2', 'line 6'],
      ['3', 'line 7'],
      ['4', 'line 9'],
    ]);
  });

  test('a row that is cut, or longer than the header, is named', () => {
    expect(() => parseRows('id,title\n1,a\n2\n', 'csv')).toThrow(
      new UnreadableExport('line 3 has 1 fields instead of the 2 of the header'),
    );
    expect(() => parseRows('id,title\n1,"a\n2,b\n', 'csv')).toThrow(/^line 2: /);
    expect(() => parseRows('', 'csv')).toThrow(new UnreadableExport('it is empty'));
  });

  test('whatever another program writes comes back, on the line where it stands', () => {
    const field = fc.string({ unit: fc.constantFrom('a', 'ä', '"', ',', ';', '\n', '\r\n', ' ', '=', '💡') });
    const rows = fc.array(fc.tuple(fc.nat().map(String), field, field), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(rows, (table) => {
        const lines = table.map((row) => Papa.unparse([row], { quotes: true, newline: '\n' }));
        const parsed = parseRows(['id,"b","c"', ...lines].join('\n'), 'csv');
        expect(parsed.map(({ columns }) => [columns['id'], columns['b'], columns['c']])).toEqual(table);
        let line = 2;
        for (const [index, { at }] of parsed.entries()) {
          expect(at).toBe(`line ${line}`);
          line += lines[index]!.split('\n').length;
        }
      }),
    );
  });

  test('a column can have any name', () => {
    const [row] = columnsOf('id,__proto__\n1,x\n', 'csv');
    expect(Object.entries(row!)).toEqual([
      ['id', '1'],
      ['__proto__', 'x'],
    ]);
  });
});

describe('an export as JSON', () => {
  test('is an array of objects, with or without a byte order mark', () => {
    expect(parseRows('\uFEFF[{"id":1,"value":{"a":[1]}}]', 'json')).toEqual([
      { at: 'item 1', columns: { id: 1, value: { a: [1] } }, isText: false },
    ]);
  });

  test.each([
    ['{"id": 1}', 'it is not a JSON array of rows'],
    ['[{"id": 1}, 2]', 'item 2 is not an object'],
    ['[{"id": 1}, [2]]', 'item 2 is not an object'],
  ])('%s is refused', (text, message) => {
    expect(() => parseRows(text, 'json')).toThrow(new UnreadableExport(message));
  });

  test('that was cut is refused', () => {
    expect(() => parseRows('[{"id": 1}, {"id"', 'json')).toThrow(/^it is not JSON \(/);
  });
});
