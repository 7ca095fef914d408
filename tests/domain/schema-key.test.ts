import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ancestorsOf,
  assertSchemaKey,
  categoryOf,
  keysConflict,
  matchesGlob,
} from '../../src/domain/schema-key.js';
import { refusalOf } from './refusal.js';

describe('assertSchemaKey', () => {
  it.each([
    'brand',
    'brand.logo',
    'slides.10',
    '0',
    'a-b_c.d-',
    'deliverables.business_card',
    'constructors.prototyped',
    'a'.repeat(255),
    'a.'.repeat(127) + 'a',
  ])('accepts %s', (key) => {
    expect(() => assertSchemaKey(key)).not.toThrow();
  });

  it.each([
    '',
    '.',
    'a.',
    '.a',
    'a..b',
    'Brand.logo',
    'brand logo',
    'brand.logo\n',
    ' brand',
    'größe',
    'brand.日本',
    '__proto__',
    'a.__proto__',
    'constructor',
    'constructor.x',
    'a.prototype.b',
    '_meta',
    '_meta.x',
    '_a',
    '-a',
    'a.-b',
    'a[0]',
    'a/b',
    'a\u0000',
    'a'.repeat(256),
    'x'.repeat(300),
    'a.'.repeat(128) + 'a',
    undefined,
    null,
    7,
    {},
    ['brand'],
  ])('refuses %j with the field and a reason', (key) => {
    const refusal = refusalOf(() => assertSchemaKey(key));
    expect([refusal.status, refusal.code]).toEqual([400, 'INVALID_PAYLOAD']);
    expect(refusal.extensions).toMatchObject({ field: 'schema_key' });
    expect(refusal.message).toMatch(/^Invalid payload\. "schema_key" must .+[^.]\.$/);
  });

  it('says which rule is broken', () => {
    expect(refusalOf(() => assertSchemaKey('_meta.x')).message).toContain('_meta');
    expect(refusalOf(() => assertSchemaKey('a.prototype')).message).toContain('segment "prototype"');
    expect(refusalOf(() => assertSchemaKey('a'.repeat(256))).message).toContain('255 characters');
  });

  it('says where the key is, as far as that is short enough to read', () => {
    const where = (path: string) => refusalOf(() => assertSchemaKey('A', path));
    expect(where('upstream.A').extensions).toMatchObject({ field: 'upstream.A' });
    expect(where('upstream.A').message).toContain('"upstream.A" must be segments');
    const long = where('x'.repeat(1_000_000));
    expect(long.extensions).toMatchObject({ field: `${'x'.repeat(255)}…` });
    expect(long.message.length).toBeLessThan(1000);
  });

  it('accepts exactly what the rule says, segment by segment', () => {
    const key = fc.string({ unit: fc.constantFrom('a', 'z', '0', '_', '-', '.', 'A', 'é'), maxLength: 6 });
    const holds = (text: string) =>
      text
        .split('.')
        .every(
          (segment) =>
            segment !== '' && !'_-'.includes(segment.charAt(0)) && Array.from(segment).every(allowed),
        );
    const allowed = (character: string) => 'abcdefghijklmnopqrstuvwxyz0123456789_-'.includes(character);
    fc.assert(
      fc.property(key, (text) => {
        const check = () => assertSchemaKey(text);
        if (holds(text)) expect(check).not.toThrow();
        else expect(refusalOf(check).code).toBe('INVALID_PAYLOAD');
      }),
      { numRuns: 500 },
    );
  });
});

const segments = fc.array(fc.constantFrom('a', 'b', 'ab', 'a-b'), { minLength: 1, maxLength: 4 });

describe('ancestorsOf', () => {
  it('lists the branches above, outermost first', () => {
    expect(ancestorsOf('a.b.c')).toEqual(['a', 'a.b']);
    expect(ancestorsOf('a')).toEqual([]);
  });
});

describe('keysConflict', () => {
  it.each([
    ['brand', 'brand.logo', true],
    ['brand.logo.dark', 'brand', true],
    ['brand', 'brand', false],
    ['brand', 'brand-new', false],
    ['brand.logo', 'brand.logos', false],
    ['brand.logo', 'brand.colors', false],
  ])('%s beside %s: %s', (a, b, conflict) => {
    expect(keysConflict(a, b)).toBe(conflict);
  });

  it('means that one is a branch above the other', () => {
    fc.assert(
      fc.property(segments, segments, (one, other) => {
        const [a, b] = [one.join('.'), other.join('.')];
        const shorter = Math.min(one.length, other.length);
        const isPrefix = one.slice(0, shorter).every((segment, index) => segment === other[index]);
        expect(keysConflict(a, b)).toBe(isPrefix && one.length !== other.length);
        expect(keysConflict(b, a)).toBe(keysConflict(a, b));
        expect(ancestorsOf(a).includes(b) || ancestorsOf(b).includes(a)).toBe(keysConflict(a, b));
      }),
    );
  });
});

describe('categoryOf', () => {
  it('is the first segment', () => {
    expect(categoryOf('brand.logo.dark')).toBe('brand');
    expect(categoryOf('brand')).toBe('brand');
  });
});

describe('matchesGlob', () => {
  it.each([
    ['brand.logo', 'brand.logo', true],
    ['brand.logo', 'brand.*', true],
    ['brand.logo.dark', 'brand.*', false],
    ['brand', 'brand.*', false],
    ['brand.logo.dark', 'brand.**', true],
    ['brand', 'brand.**', true],
    ['brandy', 'brand.**', false],
    ['brand.logo', '**', true],
    ['a.b.logo', '**.logo', true],
    ['logo', '**.logo', true],
    ['a.b.c.d', 'a.**.d', true],
    ['a.d', 'a.**.d', true],
    ['a.b.c', 'a.**.d', false],
    ['brand.logo-dark', 'brand.logo*', true],
    ['brand.logo', 'brand.l*o*', true],
    ['brand.logo', 'brand.*x', false],
    ['brand.logo', '*', false],
    ['brand', '*', true],
    ['brand.logo', 'brand', false],
    ['brand.logo', '', false],
    ['brandxlogo', 'brand.logo', false],
  ])('%s against %s: %s', (key, glob, fits) => {
    expect(matchesGlob(key, glob)).toBe(fits);
  });

  it('agrees with a regular expression', () => {
    const key = segments.map((parts) => parts.join('.'));
    const part = fc.oneof(
      fc.constant('**'),
      fc.string({ unit: fc.constantFrom('a', 'b', '*', '-'), minLength: 1, maxLength: 3 }),
    );
    const glob = fc.array(part, { minLength: 1, maxLength: 4 });
    const expression = (parts: string[]) =>
      // Each segment is read with a dot behind it, so that `**` can be a repetition of whole segments.
      new RegExp(
        `^${parts.map((one) => (one === '**' ? '(?:[^.]+\\.)*' : `${one.replaceAll('*', '[^.]*')}\\.`)).join('')}$`,
      );
    let fitting = 0;
    fc.assert(
      fc.property(key, glob, (text, parts) => {
        const fits = expression(parts).test(`${text}.`);
        if (fits) fitting++;
        expect(matchesGlob(text, parts.join('.'))).toBe(fits);
      }),
      { numRuns: 1000 },
    );
    expect(fitting).toBeGreaterThan(20);
  });

  it('stays fast where a backtracking matcher would not return', () => {
    const started = performance.now();
    expect(matchesGlob('a'.repeat(255), `${'a*'.repeat(60)}b`)).toBe(false);
    expect(matchesGlob(Array(128).fill('a').join('.'), `${Array(60).fill('**.a').join('.')}.b`)).toBe(false);
    expect(performance.now() - started).toBeLessThan(500);
  });
});
