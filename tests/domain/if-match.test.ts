import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseIfMatch } from '../../src/domain/if-match.js';
import { refusalOf } from './refusal.js';

describe('parseIfMatch', () => {
  it.each([
    [{}, null],
    [{ header: null, body: null }, null],
    [{ header: undefined, body: undefined }, null],
    [{ header: '"5"' }, 5],
    [{ header: 'W/"5"' }, 5],
    [{ header: ' "0" ' }, 0],
    [{ header: '*' }, 'any'],
    [{ body: 5 }, 5],
    [{ body: 0 }, 0],
    [{ header: '"5"', body: 5 }, 5],
    [{ header: 'W/"0"', body: 0 }, 0],
  ] as const)('%j is %j', (request, expected) => {
    expect(parseIfMatch(request)).toBe(expected);
  });

  it.each([
    '5',
    '',
    '""',
    '"05"',
    '"-1"',
    '"1.0"',
    '"1e3"',
    '"5',
    'w/"5"',
    '"5", "6"',
    '"abc"',
    '"9007199254740993"',
    '"99999999999999999999"',
    '"*"',
  ])('refuses the header %j', (header) => {
    const refusal = refusalOf(() => parseIfMatch({ header }));
    expect([refusal.status, refusal.code]).toEqual([400, 'INVALID_PAYLOAD']);
    expect(refusal.extensions).toMatchObject({ field: 'If-Match' });
  });

  it.each(['5', -1, 1.5, NaN, 2 ** 53, true, {}, [5]])('refuses %j in the body', (body) => {
    const refusal = refusalOf(() => parseIfMatch({ body }));
    expect(refusal.code).toBe('INVALID_PAYLOAD');
    expect(refusal.extensions).toMatchObject({ field: 'if_match' });
  });

  it.each([
    { header: '"5"', body: 6 },
    { header: '*', body: 6 },
    { header: '"0"', body: 1 },
  ])('refuses %j, which contradicts itself', (request) => {
    expect(refusalOf(() => parseIfMatch(request)).message).toContain('differ');
  });

  it('reads back every ETag that a context can have', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.boolean(), (version, weak) => {
        expect(parseIfMatch({ header: `${weak ? 'W/' : ''}"${version}"`, body: version })).toBe(version);
      }),
    );
  });
});
