import type { AuthorType } from '../policies/words.js';

export type Language = 'en' | 'de';

interface Words {
  one: string;
  countOne: string;
  count: string;
  version: string;
  author: Record<AuthorType, string>;
  inPlaceOf: string;
  back: string;
  rest: string;
  open: string;
  queue: string;
}

/** What notifications are made of. The server writes them, so that they are not among the texts of the Studio. */
export const WORDS: Record<Language, Words> = {
  en: {
    one: '{key}, version {number}, waits for your review',
    countOne: '{count} version waits for your review',
    count: '{count} versions wait for your review',
    version: '{key}, version {number}, recorded by {author}',
    author: { human: 'a person', ai: 'an AI', system: 'the system' },
    inPlaceOf: 'You are told in place of {name}, who is away.',
    back: 'Welcome back. This was recorded while you were away, and still waits:',
    rest: 'and {count} more',
    open: 'Open the review',
    queue: 'Open the queue',
  },
  de: {
    one: '{key}, Version {number}, wartet auf Ihre Prüfung',
    countOne: '{count} Version wartet auf Ihre Prüfung',
    count: '{count} Versionen warten auf Ihre Prüfung',
    version: '{key}, Version {number}, erfasst von {author}',
    author: { human: 'einer Person', ai: 'einer KI', system: 'dem System' },
    inPlaceOf: 'Sie erhalten dies anstelle von {name} (abwesend).',
    back: 'Willkommen zurück. Dies wurde während Ihrer Abwesenheit erfasst und wartet noch:',
    rest: 'und {count} weitere',
    open: 'Prüfung öffnen',
    queue: 'Prüfliste öffnen',
  },
};

/** German for those who use the Studio in German, English for all others. */
export function languageOf(code: string | null): Language {
  return code?.toLowerCase().startsWith('de') === true ? 'de' : 'en';
}

/** Puts values in the place of `{name}`. */
export function fillIn(text: string, values: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);
}
