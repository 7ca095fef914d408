import type { AuthorType } from '../policies/words.js';
import { fillIn, type Language, WORDS } from './words.js';

/** How many keys one notification names. */
const MOST_NAMED = 10;

/** A version as a notification names it: nothing that its reader may not read. */
export interface NamedVersion {
  id: string;
  schema_key: string;
  version_number: number;
  /** Title of the project; null where the reader may not read that. */
  project: string | null;
  author: AuthorType;
}

export interface NotificationText {
  subject: string;
  /** Markdown. */
  message: string;
}

/** Why somebody is told. */
export type Occasion = 'new' | 'digest' | 'back';

/**
 * What a notification says.
 *
 * @param about.versions the first of them, in the order in which they are named; at least one
 * @param about.count how many there are; at least as many as `versions`
 * @param about.more whether there are more than were counted
 * @param about.inPlaceOf names of the people who are away and for whom the reader stands in
 * @param about.studio address of the Studio, e.g. `https://cms.example.com/admin`
 */
export function notificationText(about: {
  occasion: Occasion;
  versions: NamedVersion[];
  count: number;
  more: boolean;
  inPlaceOf: string[];
  studio: string;
  language: Language;
}): NotificationText {
  const { occasion, versions, studio } = about;
  const words = WORDS[about.language];
  const [first] = versions;
  const count = about.more ? `${about.count}+` : String(about.count);
  const place = about.inPlaceOf.map((name) => fillIn(words.inPlaceOf, { name: escapeMarkdown(name) }));
  if (about.count === 1 && first !== undefined && occasion === 'new') {
    const { schema_key: key, version_number: number } = first;
    const link = `[${words.open}](${studio}/artifacts/review/${first.id})`;
    return {
      subject: fillIn(words.one, { key, number: String(number) }),
      message: [line(first, about), ...place, link].join('\n\n'),
    };
  }
  const named = versions.slice(0, MOST_NAMED);
  const list = named.map((version) => `- ${line(version, about)}`).join('\n');
  const rest = about.count - named.length;
  return {
    subject: fillIn(about.count === 1 ? words.countOne : words.count, { count }),
    message: [
      ...(occasion === 'back' ? [words.back] : []),
      list,
      ...(rest > 0 ? [fillIn(words.rest, { count: about.more ? `${rest}+` : String(rest) })] : []),
      ...place,
      `[${words.queue}](${studio}/artifacts/queue)`,
    ].join('\n\n'),
  };
}

function line(version: NamedVersion, { studio, language }: { studio: string; language: Language }): string {
  const words = WORDS[language];
  const text = fillIn(words.version, {
    key: `[${version.schema_key}](${studio}/artifacts/review/${version.id})`,
    number: String(version.version_number),
    author: words.author[version.author],
  });
  return version.project === null ? text : `**${escapeMarkdown(version.project)}**: ${text}`;
}

/** What people have written stands there as they have written it, and on one line. */
function escapeMarkdown(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]()#+\-.!|<>&~]/g, '\\$&');
}
