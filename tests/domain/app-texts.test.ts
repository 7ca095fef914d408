import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inRepository } from '../../scripts/lib/paths.js';
import { deDE } from '../../src/app/texts/de-DE/index.js';
import { enUS } from '../../src/app/texts/en-US/index.js';
import { formatAgo, formatSize } from '../../src/app/texts/format.js';
import { textsFor } from '../../src/app/texts/languages.js';
import { fillText, type Text } from '../../src/app/texts/translate.js';

/** The sources of everything that runs in the Studio, without the texts themselves. */
function appSources(): string {
  const folders = readdirSync(inRepository('src'), { withFileTypes: true })
    .filter(
      (entry) => entry.isDirectory() && /^app$|-(module|interface|display|panel|operation)$/.test(entry.name),
    )
    .map(({ name }) => inRepository(`src/${name}`));
  return folders
    .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && !/texts\/(en-US|de-DE)$/.test(entry.parentPath))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');
}

const places = (text: Text) =>
  [...new Set(JSON.stringify(text).match(/\{\w+\}/g) ?? [])].sort((a, b) => a.localeCompare(b));

describe('The texts of the Studio', () => {
  test('have the same keys in every language', () => {
    expect(Object.keys(deDE).sort()).toEqual(Object.keys(enUS).sort());
  });

  test('have the same places to fill in every language', () => {
    const english: Record<string, Text> = enUS;
    for (const [key, text] of Object.entries(deDE))
      expect([key, places(text)]).toEqual([key, places(english[key]!)]);
  });

  test('are all in use', () => {
    const sources = appSources();
    expect(Object.keys(enUS).filter((key) => !sources.includes(`'${key}'`))).toEqual([]);
  });

  test('are German for any kind of German, and else English', () => {
    expect(textsFor('de-AT')['common.close']).toBe('Schließen');
    expect(textsFor('fr-FR')['common.close']).toBe('Close');
  });
});

describe('A text', () => {
  const text = { one: '{count} line of {name}', other: '{count} lines of {name}' };
  test('has the plural of its language and its numbers', () => {
    expect(fillText(text, { count: 1, name: 'a' }, 'en-US')).toBe('1 line of a');
    expect(fillText(text, { count: 1200, name: 'a' }, 'de-DE')).toBe('1.200 lines of a');
  });

  test('shows a place that nothing was given for, and takes what was given as it is', () => {
    expect(fillText(text, { count: 2, name: '{count}' }, 'en')).toBe('2 lines of {count}');
    expect(fillText('by {who}', {}, 'en')).toBe('by {who}');
  });
});

describe('Times and sizes', () => {
  const now = Date.parse('2026-03-10T12:00:00.000Z');
  test.each([
    ['2026-03-10T11:59:30.000Z', 'now'],
    ['2026-03-10T12:05:00.000Z', 'now'],
    ['2026-03-10T11:01:00.000Z', '59 minutes ago'],
    ['2026-03-10T11:00:00.000Z', '1 hour ago'],
    ['2026-03-09T11:00:00.000Z', 'yesterday'],
    ['2026-02-28T12:00:00.000Z', 'last week'],
    ['2024-03-01T12:00:00.000Z', '2 years ago'],
  ])('%s is "%s"', (timestamp, words) => {
    expect(formatAgo(timestamp, now, 'en-US')).toBe(words);
  });

  test.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1000, '1 kB'],
    [1_234_567, '1.2 MB'],
    [2e15, '2,000,000 GB'],
  ])('%d is "%s"', (bytes, words) => {
    expect(formatSize(bytes, 'en-US')).toBe(words);
  });
});
