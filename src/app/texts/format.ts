const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 24 * 3600],
  ['month', 30 * 24 * 3600],
  ['week', 7 * 24 * 3600],
  ['day', 24 * 3600],
  ['hour', 3600],
  ['minute', 60],
];

/** Day and time, medium long; empty for null. */
export function formatDate(timestamp: string | null, language: string): string {
  if (timestamp === null) return '';
  return new Date(timestamp).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' });
}

/**
 * How long ago, in the largest unit that fits once: "3 hours ago". Under a minute it is "now".
 *
 * @param now milliseconds since 1970
 */
export function formatAgo(timestamp: string | null, now: number, language: string): string {
  if (timestamp === null) return '';
  const words = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  // The clocks of server and browser differ: nothing that is recorded lies ahead.
  const seconds = Math.max(0, (now - Date.parse(timestamp)) / 1000);
  const [unit, length] = UNITS.find(([, unitSeconds]) => seconds >= unitSeconds) ?? ['second', 1];
  return words.format(unit === 'second' ? 0 : -Math.floor(seconds / length), unit);
}

/** Bytes in the largest decimal unit that fits: "1.2 MB"; empty for null. */
export function formatSize(bytes: number | null, language: string): string {
  if (bytes === null) return '';
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return (bytes / 1000 ** step).toLocaleString(language, {
    style: 'unit',
    unit: units[step] ?? 'byte',
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: step === 0 ? 0 : 1,
  });
}
