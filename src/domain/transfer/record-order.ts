import type { Json } from '../words.js';
import { idOf, type PortableRow, textOf } from './project-rows.js';

/** Ids of the versions that a version says it was made from. */
export function inputIdsOf(row: PortableRow): string[] {
  const text = textOf(row, 'inputs');
  const inputs = text === null ? null : (JSON.parse(text) as Json);
  if (!Array.isArray(inputs)) return [];
  return inputs.flatMap((input) => {
    const id =
      typeof input === 'object' && input !== null && !Array.isArray(input) ? input['version_id'] : null;
    return typeof id === 'string' ? [id] : [];
  });
}

/**
 * Versions in rounds, each after those that its own build on: their parents, what they were made from, and the number
 * before. What leads in a circle, which only tampering could do, comes last, for the database to refuse.
 */
export function inRounds(versions: PortableRow[]): PortableRow[][] {
  const rows = new Map(versions.map((row) => [idOf(row), row]));
  const numbered = new Map(versions.map((row) => [placeOf(row, 0), idOf(row)]));
  const waitsFor = new Map<string, number>();
  const followers = new Map<string, string[]>();
  for (const [id, row] of rows) {
    const before = new Set(
      [
        textOf(row, 'parent_id'),
        textOf(row, 'merge_parent_id'),
        ...inputIdsOf(row),
        numbered.get(placeOf(row, -1)),
      ].filter((other): other is string => other != null && rows.has(other)),
    );
    waitsFor.set(id, before.size);
    for (const other of before) followers.set(other, [...(followers.get(other) ?? []), id]);
  }
  const rounds: PortableRow[][] = [];
  let round = [...waitsFor].filter(([, count]) => count === 0).map(([id]) => id);
  while (round.length > 0) {
    rounds.push(round.map((id) => rows.get(id)).filter((row) => row !== undefined));
    const next: string[] = [];
    for (const id of round) {
      rows.delete(id);
      for (const follower of followers.get(id) ?? []) {
        const left = (waitsFor.get(follower) ?? 0) - 1;
        waitsFor.set(follower, left);
        if (left === 0) next.push(follower);
      }
    }
    round = next;
  }
  return rows.size === 0 ? rounds : [...rounds, [...rows.values()]];
}

function placeOf(row: PortableRow, step: number): string {
  return JSON.stringify([textOf(row, 'schema_key'), Number(row['version_number']) + step]);
}
