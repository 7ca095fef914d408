import { deDE } from './de-DE/index.js';
import { enUS } from './en-US/index.js';
import type { Text } from './translate.js';

/** Key of a text of ours. English is the list of them; the other languages have to have each. */
export type TextKey = keyof typeof enUS;

const LANGUAGES = { en: enUS, de: deDE } satisfies Record<string, Record<TextKey, Text>>;

/**
 * The texts for somebody who uses the Studio in this language: German for any kind of German, else English.
 *
 * @param locale the Studio's, e.g. `de-DE` or `en-US`
 */
export function textsFor(locale: string): Record<TextKey, Text> {
  return locale.toLowerCase().startsWith('de') ? LANGUAGES.de : LANGUAGES.en;
}
