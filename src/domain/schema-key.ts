import { InvalidPayload } from '../errors/index.js';

const MAX_LENGTH = 255;
const PATTERN = /^[a-z0-9][a-z0-9_-]*(\.[a-z0-9][a-z0-9_-]*)*$/;
/** Patterns of schema keys, as {@link matchesGlob} takes them. */
export const GLOB = /^(\*\*|[a-z0-9_*-]+)(\.(\*\*|[a-z0-9_*-]+))*$/;
/** Segments that would reach into JavaScript's own objects in tools that set paths naively. */
const FORBIDDEN_SEGMENTS = ['constructor', 'prototype'];

/**
 * Checks that this can be the place of an artifact in a project's context, e.g. `brand.logo`.
 *
 * @param where what the caller knows the key by; the start of it is enough if it is long
 * @throws InvalidPayload with `where` as field
 */
export function assertSchemaKey(key: unknown, where = 'schema_key'): asserts key is string {
  const flaw = flawOfKey(key);
  if (flaw === null) return;
  const field = where.length > MAX_LENGTH ? `${where.slice(0, MAX_LENGTH)}…` : where;
  throw new InvalidPayload({ field, reason: `"${field}" ${flaw}` });
}

/** Why this cannot be a schema key, as a clause without its subject; null if it can. */
export function flawOfKey(key: unknown): string | null {
  if (typeof key !== 'string') return 'must be a string such as "brand.logo"';
  if (key.length > MAX_LENGTH) return `must not be longer than ${MAX_LENGTH} characters`;
  if (key.split('.', 1)[0] === '_meta')
    return 'must not start with "_meta", which describes the context itself';
  if (!PATTERN.test(key)) {
    return 'must be segments joined by single dots, each of a-z, 0-9, "_" and "-", starting with a letter or digit';
  }
  const forbidden = key.split('.').find((segment) => FORBIDDEN_SEGMENTS.includes(segment));
  return forbidden === undefined ? null : `must not have a segment "${forbidden}"`;
}

/** The branches above a key, outermost first: `a.b.c` has `a` and `a.b`. */
export function ancestorsOf(key: string): string[] {
  const segments = key.split('.');
  return segments.slice(1).map((_, index) => segments.slice(0, index + 1).join('.'));
}

/** True if one key is a branch above the other, so that they cannot both hold an artifact. */
export function keysConflict(a: string, b: string): boolean {
  return a.startsWith(`${b}.`) || b.startsWith(`${a}.`);
}

/** What a document made from this artifact is filed under: the first segment of its key. */
export function categoryOf(key: string): string {
  return key.split('.', 1)[0] ?? key;
}

/**
 * True if a schema key fits a pattern: `*` stands for any characters inside one segment, a segment `**` for any
 * number of segments, none included (`brand.**` fits `brand` too).
 *
 * Table and two-pointer matching instead of a regular expression, so that no pattern takes exponential time.
 */
export function matchesGlob(key: string, glob: string): boolean {
  const segments = key.split('.');
  // fits[i]: the part of the pattern read so far fits the first i segments of the key.
  let fits = segments.map(() => false);
  fits.unshift(true);
  for (const part of glob.split('.')) {
    const before = fits;
    fits = [part === '**' && before[0] === true];
    for (const [index, segment] of segments.entries()) {
      fits.push(
        part === '**'
          ? before[index + 1] === true || fits[index] === true
          : before[index] === true && segmentFits(segment, part),
      );
    }
  }
  return fits[segments.length] === true;
}

/** On a mismatch only the last `*` takes one character more: at most length × length steps. */
function segmentFits(segment: string, part: string): boolean {
  let at = 0;
  let inPart = 0;
  let star = -1;
  let resume = 0;
  while (at < segment.length) {
    if (part[inPart] === '*') {
      star = inPart++;
      resume = at;
    } else if (part[inPart] === segment[at]) {
      inPart++;
      at++;
    } else if (star >= 0) {
      inPart = star + 1;
      at = ++resume;
    } else {
      return false;
    }
  }
  return /^\**$/.test(part.slice(inPart));
}
