import { describe, expect, test } from 'vitest';
import { isInRange } from '../../cli/doctor/version-range.js';

const HOST = '^11.17.0 || ^12.0.0';

describe('a release of Directus in the declared range', () => {
  test.each(['11.17.0', '11.17.4', '11.18.0', '12.0.0', '12.4.0', '12.40.1', '12.4.0-rc.1'])(
    '%s is',
    (version) => {
      expect(isInRange(version, HOST)).toBe(true);
    },
  );

  test.each([
    '11.16.9',
    '11.9.0',
    '10.20.0',
    '13.0.0',
    '12.0.0-rc.1',
    '11.17.0-beta.2',
    '12.4',
    'latest',
    '',
  ])('"%s" is not', (version) => {
    expect(isInRange(version, HOST)).toBe(false);
  });

  test('build metadata is no prerelease', () => {
    expect(isInRange('12.0.0+build-7', HOST)).toBe(true);
  });
});
