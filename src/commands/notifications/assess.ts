import type { SchemaOverview } from '@directus/types';
import type { Concerned } from '../../domain/notifications/recipients.js';
import type { NamedVersion } from '../../domain/notifications/texts.js';
import { mayDecide, waitsFor } from '../../domain/notifications/waits-for.js';
import type { Version } from '../../domain/words.js';
import type { Host } from '../../directus/host.js';
import { readMemberships } from '../../store/memberships.js';
import type { StudioUser } from '../../store/studio-users.js';
import { readStandings } from '../policies/read-standings.js';
import { rightsOf } from './rights.js';

/** A version that waits, and for whom. */
export interface Assessed {
  version: Version;
  concerned: Concerned;
  /** The version as a notification to this user names it. Only for those who are concerned. */
  namedFor: (userId: string) => NamedVersion;
}

/**
 * For whom versions wait, of these users. Those that do not wait for anything are left out. The number of questions to the
 * database depends on how many different sets of policies there are, not on how many versions or users.
 *
 * @throws InvalidPayload when a policy cannot be read
 */
export async function assess(
  host: Host,
  schema: SchemaOverview,
  versions: Version[],
  users: StudioUser[],
): Promise<Assessed[]> {
  const { database, settings } = host;
  const { forbidSelfApproval } = settings;
  const pending = versions.filter(({ status }) => status === 'pending');
  const ids = pending.map(({ id }) => id);
  const rights = await rightsOf(host, schema, users, ids);
  const able = users.map(({ id }) => id).filter((id) => (rights.get(id)?.decidable.size ?? 0) > 0);
  if (able.length === 0) return [];
  const standings = await readStandings(database, pending, able);
  const authors = await readMemberships(
    database,
    pending.flatMap(({ user_created }) => user_created ?? []),
  );
  return standings.map(({ version, verdict, standing, eligible }) => {
    const { requires } = verdict;
    const deciding = able.filter(
      (id) =>
        rights.get(id)?.decidable.has(version.id) === true && mayDecide({ version }, id, forbidSelfApproval),
    );
    const waiting = { version, requires, standing, eligible };
    const author = version.user_created;
    return {
      version,
      concerned: {
        mayDecide: deciding,
        waitsFor: deciding.filter((id) => waitsFor(waiting, id, forbidSelfApproval)),
      },
      namedFor: (userId) => ({
        id: version.id,
        schema_key: version.schema_key,
        version_number: version.version_number,
        project: rights.get(userId)?.titles.get(String(version.project_id)) ?? null,
        author: author === null ? 'system' : authors.get(author)?.app === true ? 'human' : 'ai',
      }),
    };
  });
}
