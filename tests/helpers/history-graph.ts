import type { GraphVersion } from '../../src/domain/common-ancestors.js';
import { generationsOf } from './random-history.js';
import type { HistoryStep } from './random-history.js';

export const idOf = (step: number): string => `v${step}`;
export const stepOf = (id: string): number => Number(id.slice(1));

/** The graph of a history, as the database would return it. */
export function graphOf(history: HistoryStep[]): GraphVersion[] {
  const generations = generationsOf(history);
  return history.map(({ parent, mergeParent }, step) => ({
    id: idOf(step),
    parent_id: parent === null ? null : idOf(parent),
    merge_parent_id: mergeParent === null ? null : idOf(mergeParent),
    generation: generations[step] ?? null,
    version_number: step + 1,
  }));
}
