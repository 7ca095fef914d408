/**
 * What a field for day and time holds, which is in the zone of whoever types, as the server wants it; null for an empty
 * field, or one that is not filled in whole.
 */
export function momentOf(text: string): string | null {
  const moment = new Date(text);
  return text === '' || Number.isNaN(moment.getTime()) ? null : moment.toISOString();
}

/** A moment as a field for day and time holds it, to the minute; empty for none. */
export function fieldOf(moment: string | null): string {
  if (moment === null) return '';
  const date = new Date(moment);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
