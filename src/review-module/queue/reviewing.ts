import { displayName } from '../../app/people/display-name.js';
import { fieldOf, momentOf } from '../../app/freezes/moment.js';
import type { Person } from '../../app/registry/rows.js';
import type { NotificationMode, ReviewSettings } from '../../domain/notifications/modes.js';

/** What `GET /artifacts/me/reviewing` answers, as far as the dialog shows it. */
export interface Reviewing {
  settings: ReviewSettings & { digest_hour: number };
  usual_mode: NotificationMode;
  waiting: { count: number; more: boolean };
  delegates: Person[];
}

/** The fields of the dialog. Moments are in the zone of whoever types them. */
export interface ReviewingForm {
  mode: NotificationMode | null;
  digestHour: number;
  awayFrom: string;
  awayUntil: string;
  delegate: string | null;
}

/** The fields as they are filled in at first. */
export function formOf({ settings }: Reviewing): ReviewingForm {
  return {
    mode: settings.mode,
    digestHour: settings.digest_hour,
    awayFrom: fieldOf(settings.away_from),
    awayUntil: fieldOf(settings.away_until),
    delegate: settings.delegate_to,
  };
}

/** What the fields change, as the server takes it. What is as it was is left out: the fields know no seconds. */
export function changesOf(form: ReviewingForm, before: ReviewingForm): Partial<ReviewSettings> {
  const changed = (field: keyof ReviewingForm) => form[field] !== before[field];
  const away_until = momentOf(form.awayUntil);
  return {
    ...(changed('mode') ? { mode: form.mode } : {}),
    ...(changed('digestHour') ? { digest_hour: form.digestHour } : {}),
    ...(changed('delegate') ? { delegate_to: form.delegate } : {}),
    ...(changed('awayUntil') ? { away_until } : {}),
    ...(changed('awayFrom') ? { away_from: away_until === null ? null : momentOf(form.awayFrom) } : {}),
  };
}

/** The hours of a day as the user's clock shows them; their values are in UTC, as the server takes them. */
export function hoursOfDay(language: string, today = new Date()): { text: string; value: number }[] {
  return Array.from({ length: 24 }, (_, local) => {
    const hour = new Date(today.getFullYear(), today.getMonth(), today.getDate(), local);
    // Where zones have half hours, the hour in UTC begins half an hour earlier or later than one on the clock.
    hour.setUTCMinutes(0, 0, 0);
    return {
      text: hour.toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit' }),
      value: hour.getUTCHours(),
    };
  });
}

/** Who can be named, by name, after nobody. */
export function delegateChoices(
  people: Person[],
  nobody: string,
  unnamed: string,
): { text: string; value: string | null }[] {
  const named = people.map((person) => ({ text: displayName(person) ?? unnamed, value: person.id }));
  return [{ text: nobody, value: null }, ...named.toSorted((a, b) => a.text.localeCompare(b.text))];
}
