import { describe, expect, test } from 'vitest';
import { parseAge, parseSize } from '../../cli/lib/quantities.js';

describe('ages', () => {
  test.each([
    ['0d', 0],
    ['12h', 43_200_000],
    ['180d', 15_552_000_000],
    ['1.5 w', 907_200_000],
    ['2Y', 63_072_000_000],
  ])('%s is %i milliseconds', (text, milliseconds) => {
    expect(parseAge(text)).toBe(milliseconds);
  });

  test.each(['', '180', 'd', '-1d', '1m', '1e3d', '1,5d', '9999999999y', 'd180', '1d2h'])(
    '"%s" is refused with an example',
    (text) => {
      expect(() => parseAge(text)).toThrow('It must be an age such as 12h, 180d, 26w or 1y.');
    },
  );
});

describe('sizes', () => {
  test.each([
    ['0', 0],
    ['500', 500],
    ['1kB', 1000],
    ['0.2kb', 200],
    ['1 KiB', 1024],
    ['2MiB', 2_097_152],
    ['1.0001kB', 1001],
  ])('%s is %i bytes', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  test.each(['', 'kB', '-1', '1GBit', '1 000', 'NaN', 'Infinity'])('"%s" is refused', (text) => {
    expect(() => parseSize(text)).toThrow('It must be a size such as 500, 1kB or 2MiB.');
  });
});
