import type { SchemaOverview } from '@directus/types';
import chunk from 'lodash/chunk.js';
import { type Circumstances, inTheirPlace } from '../../domain/notifications/recipients.js';
import type { Version } from '../../domain/words.js';
import { actingAs } from '../../directus/acting-as.js';
import type { Host } from '../../directus/host.js';
import { itemsAs } from '../../directus/items.js';
import { isForbidden } from '../../errors/is-forbidden.js';
import type { StudioUser } from '../../store/studio-users.js';
import { readVersions } from '../../store/versions.js';
import { assess, type Assessed } from './assess.js';

/** How many pending versions are looked at, the oldest first. */
const MOST = 1000;

/** Their values are held in memory, so not all at once. */
const AT_ONCE = 100;

/** What waits for somebody. */
export interface WhatWaits {
  /** The longest waiting first. */
  versions: Assessed[];
  /** There are pending versions beyond those that were looked at. */
  more: boolean;
  /** Ids of the people who are away and in whose place they are told of some of them. */
  inPlaceOf: Set<string>;
}

/**
 * What waits for a user, and what waits for those in whose place they are told.
 *
 * @param users with access to the Studio
 */
export async function whatWaits(
  host: Host,
  schema: SchemaOverview,
  circumstances: Circumstances,
  { user, users }: { user: StudioUser; users: StudioUser[] },
): Promise<WhatWaits> {
  const away = users.filter(({ id }) => id !== user.id && inTheirPlace(circumstances, id) === user.id);
  const ids = await readablePending(host, schema, user);
  const found: WhatWaits = { versions: [], more: ids.length > MOST, inPlaceOf: new Set() };
  for (const some of chunk(ids.slice(0, MOST), AT_ONCE)) {
    const versions = inOrder(await readVersions(host.database, some), some);
    for (const one of await assess(host, schema, versions, [user, ...away])) {
      const { mayDecide, waitsFor } = one.concerned;
      if (!mayDecide.includes(user.id) || waitsFor.length === 0) continue;
      found.versions.push(one);
      if (!waitsFor.includes(user.id)) for (const id of waitsFor) found.inPlaceOf.add(id);
    }
  }
  return found;
}

async function readablePending(host: Host, schema: SchemaOverview, user: StudioUser): Promise<string[]> {
  try {
    const items = itemsAs(host, actingAs(user, schema), 'artifact_versions', host.database);
    const rows = await items.readByQuery({
      filter: { status: { _eq: 'pending' } },
      fields: ['id'],
      sort: ['date_created', 'id'],
      limit: MOST + 1,
    });
    return rows.map((row) => String(row['id']));
  } catch (error) {
    if (isForbidden(error)) return [];
    throw error;
  }
}

function inOrder(versions: Version[], ids: string[]): Version[] {
  const byId = new Map(versions.map((version) => [version.id, version]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
