import type { SchemaOverview } from '@directus/types';
import { addMilliseconds } from '../../domain/callback-schedule.js';
import { type Circumstances, modeOf } from '../../domain/notifications/recipients.js';
import type { ReviewSettings } from '../../domain/notifications/modes.js';
import { isAway, nextLook } from '../../domain/notifications/review-settings.js';
import type { Timestamp } from '../../domain/words.js';
import type { Host } from '../../directus/host.js';
import { readClock } from '../../store/dialect.js';
import { noteTold, toldName, toldOf } from '../../store/notifications.js';
import { dueSettings, moveLook, type SettingsRow } from '../../store/review-settings.js';
import { type StudioUser, studioUsers } from '../../store/studio-users.js';
import type { Assessed } from './assess.js';
import { readCircumstances } from './circumstances.js';
import { send } from './send.js';
import { whatWaits } from './what-waits.js';

const MOST_AT_ONCE = 50;

/** What was refused is not tried again before this. */
const PATIENCE_MS = 60_000;

/**
 * Sends the digests that are due, and tells who is back what still waits. Nothing is sent where nothing waits.
 *
 * @throws what kept somebody from being told, after all others were; it is tried again
 */
export async function tellWhatIsDue(host: Host): Promise<void> {
  const { database } = host;
  const due = await dueSettings(database, await readClock(database), MOST_AT_ONCE);
  if (due.length === 0) return;
  const schema = await host.getSchema();
  const circumstances = await readCircumstances(host);
  const users = await studioUsers(database);
  const failures: unknown[] = [];
  for (const row of due) {
    await tell(host, schema, { row, circumstances, users }).catch(async (error: unknown) => {
      failures.push(error);
      await putOff(host, row, circumstances.now);
    });
  }
  if (failures.length > 0) throw failures[0];
}

/** Nobody who cannot be told may keep the server busy. */
async function putOff({ database }: Host, row: SettingsRow, now: Timestamp): Promise<void> {
  if (row.nextLookAt === null) return;
  await moveLook(database, row.userId, { before: row.nextLookAt, next: addMilliseconds(now, PATIENCE_MS) });
}

async function tell(
  host: Host,
  schema: SchemaOverview,
  given: { row: SettingsRow; circumstances: Circumstances; users: StudioUser[] },
): Promise<void> {
  const { row, circumstances, users } = given;
  const { userId, settings, nextLookAt: before } = row;
  if (before === null) return;
  const { now } = circumstances;
  const mode = modeOf(circumstances, userId);
  const user = users.find(({ id }) => id === userId);
  const next = user === undefined ? null : afterThis(nextLook(settings, mode, now), before);
  const move = { before, next };
  if (user === undefined || mode === 'off' || isAway(settings, now)) {
    await moveLook(host.database, userId, move);
    return;
  }
  const waiting = await whatWaits(host, schema, circumstances, { user, users });
  const told =
    mode === 'digest' ? waiting.versions : await newSince(host, { userId, settings }, waiting.versions);
  if (told.length === 0) {
    await moveLook(host.database, userId, move);
    return;
  }
  const tidings = {
    to: user,
    occasion: mode === 'digest' ? ('digest' as const) : ('back' as const),
    versions: told.map(({ namedFor }) => namedFor(userId)),
    more: waiting.more,
    inPlaceOf: [...waiting.inPlaceOf],
  };
  await send(host, schema, tidings, async (trx) => {
    if (!(await moveLook(trx, userId, move))) return false;
    await noteTold(
      trx,
      userId,
      told.map(({ version }) => version.id),
      now,
    );
    return true;
  });
}

/** Who is back is told of what was recorded meanwhile and nobody has told them: not of all that has waited for long. */
async function newSince(
  { database }: Host,
  { userId, settings }: { userId: string; settings: ReviewSettings },
  versions: Assessed[],
): Promise<Assessed[]> {
  const known = await toldOf(
    database,
    versions.map(({ version }) => version.id),
  );
  return versions.filter(({ version }) => {
    const meanwhile = settings.away_from === null || (version.date_created ?? '') >= settings.away_from;
    return meanwhile && !known.has(toldName(userId, version.id));
  });
}

/** The same moment once more would be the same digest once more. */
function afterThis(next: Timestamp | null, before: Timestamp): Timestamp | null {
  return next === before ? null : next;
}
