import type { FileFacts, FileRules, ImageRules, Violation } from './words.js';

/** How far an aspect ratio may be off: exports round to whole pixels. */
const RATIO_TOLERANCE = 0.01;

/**
 * What is wrong with the files of a version by the rules of its key.
 *
 * @param complete whether these are all files; while more may follow, none can be missing
 */
export function checkFiles(rules: FileRules, files: FileFacts[], complete: boolean): Violation[] {
  return [...countFlaws(rules, files.length, complete), ...files.flatMap((file) => fileFlaws(rules, file))];
}

function countFlaws({ min = 0, max = Infinity }: FileRules, count: number, complete: boolean): Violation[] {
  if (complete && count < min) {
    return [{ pointer: '', keyword: 'files.min', message: `must have at least ${files(min)}, not ${count}` }];
  }
  if (count > max) {
    return [{ pointer: '', keyword: 'files.max', message: `must have at most ${files(max)}, not ${count}` }];
  }
  return [];
}

function fileFlaws(rules: FileRules, file: FileFacts): Violation[] {
  const flaws: [rule: string, message: string][] = [];
  if (rules.mime !== undefined && !rules.mime.some((accepted) => fitsMime(file.mime, accepted))) {
    flaws.push(['mime', `must be ${rules.mime.join(' or ')}, but its content is ${file.mime}`]);
  }
  if (rules.max_bytes !== undefined && file.size > rules.max_bytes) {
    flaws.push(['max_bytes', `must not be larger than ${rules.max_bytes} bytes, but has ${file.size}`]);
  }
  if (rules.image !== undefined && isRaster(file.mime))
    flaws.push(...imageFlaws(rules.image, file.dimensions));
  return flaws.map(([rule, message]) => ({
    pointer: '',
    keyword: `files.${rule}`,
    message: `${file.name.slice(0, 255)} ${message}`,
    file_id: file.file_id,
  }));
}

function imageFlaws(
  rules: ImageRules,
  dimensions: FileFacts['dimensions'],
): [rule: string, message: string][] {
  // What cannot be measured must not pass as if it had been.
  if (dimensions === null) return [['image', 'is an image whose width and height cannot be read']];
  const { width, height } = dimensions;
  const flaws: [string, string][] = [];
  for (const [rule, limit, actual, side] of [
    ['min_width', rules.min_width, width, 'wide'],
    ['min_height', rules.min_height, height, 'high'],
  ] as const) {
    if (limit !== undefined && actual < limit)
      flaws.push([`image.${rule}`, `must be at least ${limit} pixels ${side}, but is ${actual}`]);
  }
  for (const [rule, limit, actual, side] of [
    ['max_width', rules.max_width, width, 'wide'],
    ['max_height', rules.max_height, height, 'high'],
  ] as const) {
    if (limit !== undefined && actual > limit)
      flaws.push([`image.${rule}`, `must be at most ${limit} pixels ${side}, but is ${actual}`]);
  }
  const ratio = rules.aspect_ratio === undefined ? null : readRatio(rules.aspect_ratio);
  if (ratio !== null && Math.abs(width / height / ratio - 1) > RATIO_TOLERANCE) {
    flaws.push([
      'image.aspect_ratio',
      `must be ${rules.aspect_ratio ?? ''} in shape, but is ${width}:${height}`,
    ]);
  }
  return flaws;
}

function readRatio(ratio: string | number): number {
  if (typeof ratio === 'number') return ratio;
  const [width = 1, height = 1] = ratio.split(':').map(Number);
  return width / height;
}

/** An SVG has no pixels. */
export function isRaster(mime: string): boolean {
  return mime.startsWith('image/') && mime !== 'image/svg+xml';
}

function fitsMime(mime: string, accepted: string): boolean {
  return accepted.endsWith('/*') ? mime.startsWith(accepted.slice(0, -1)) : mime === accepted;
}

function files(count: number): string {
  return count === 1 ? '1 file' : `${count} files`;
}
