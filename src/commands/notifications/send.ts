import type { SchemaOverview } from '@directus/types';
import { type NamedVersion, notificationText, type Occasion } from '../../domain/notifications/texts.js';
import { languageOf } from '../../domain/notifications/words.js';
import { envText } from '../../directus/env-text.js';
import type { Host } from '../../directus/host.js';
import { type Claim, notify } from '../../directus/notify.js';
import { readNames } from '../../store/people.js';
import { type StudioUser, usualLanguage } from '../../store/studio-users.js';

/** What somebody is to be told. */
export interface Tidings {
  to: StudioUser;
  occasion: Occasion;
  versions: NamedVersion[];
  more: boolean;
  /** Ids of the people who are away and for whom they stand in. */
  inPlaceOf: string[];
}

/**
 * Tells somebody of versions, in their language.
 *
 * @param claim notes, in the transaction of the notification, what they are told of
 * @returns false when another server was faster
 */
export async function send(
  host: Host,
  schema: SchemaOverview,
  tidings: Tidings,
  claim: Claim,
): Promise<boolean> {
  const { to, versions } = tidings;
  const away = await readNames(host.database, tidings.inPlaceOf);
  const text = notificationText({
    ...tidings,
    count: versions.length,
    inPlaceOf: away.map(({ first_name, last_name, title }) => {
      return [first_name, last_name].filter(Boolean).join(' ') || (title ?? '…');
    }),
    studio: `${envText(host.env, 'PUBLIC_URL', '/').replace(/\/+$/, '')}/admin`,
    language: languageOf(to.language ?? (await usualLanguage(host.database))),
  });
  const [only] = versions;
  const about = versions.length === 1 && only !== undefined ? only.id : null;
  return notify(
    host,
    schema,
    { ...text, recipient: to.id, collection: about === null ? null : 'artifact_versions', item: about },
    claim,
  );
}
