import type { FileResolution, MergedFiles, MergeFile } from './file-outcome.js';
import { identifySlots, type Slots } from './file-slots.js';
import { mergeOrder } from './merge-order.js';
import { presentSides, reasonOf, type Taken, type Triple } from './merge-outcome.js';

/**
 * Merges the files of two versions that come from one base, by what they are for: the primary file is one slot,
 * whatever its name; every other file's slot is its name. Files with an equal digest are equal, and stay ours'. In
 * the primary slot the name is content too.
 *
 * A slot that one side changed takes that change, equal changes agree, different ones conflict; so do two different
 * new orders, at the path of all files, because the order is part of a version's content. An unresolved conflict
 * leaves ours' file, or theirs' if ours has none, and ours' order.
 *
 * Contents are merged outside: ask first without `merged`, merge the texts of the conflicts that have a `mergedName`,
 * and ask again with what came out.
 *
 * @param args.prefix first step of every path, from `filesPrefix`
 * @param args.merged new files by the path of their conflict, which is then none
 * @param args.resolutions by the path of the conflict; the order of all files takes a side only
 */
export function mergeFiles(args: {
  base: MergeFile[];
  ours: MergeFile[];
  theirs: MergeFile[];
  prefix: string;
  merged?: ReadonlyMap<string, Omit<MergeFile, 'role'>>;
  resolutions?: ReadonlyMap<string, FileResolution>;
}): MergedFiles {
  const slots = {
    base: identifySlots(args.base, args.prefix),
    ours: identifySlots(args.ours, args.prefix),
    theirs: identifySlots(args.theirs, args.prefix),
  };
  const result: MergedFiles = { files: [], conflicts: [], taken: [], resolved: [] };
  const kept = new Map<string, MergeFile>();
  for (const path of new Set([...slots.ours.keys(), ...slots.theirs.keys(), ...slots.base.keys()])) {
    const sides = { base: slots.base.get(path), ours: slots.ours.get(path), theirs: slots.theirs.get(path) };
    const file = mergeSlot(result, path, sides, args.merged?.get(path), args.resolutions?.get(path));
    if (file !== undefined) kept.set(path, file);
  }

  const filed = new Set<string>();
  const order = orderSlots(result, `/${args.prefix}`, slots, kept, args.resolutions);
  // The primary file first: a file may not be there twice, and it would rather be missing among the others.
  const primary = [...kept.values()].find(({ role }) => role === 'primary');
  for (const path of order) {
    const file = kept.get(path);
    if (file === undefined || filed.has(file.file_id)) continue;
    if (file.role === 'attachment' && file.file_id === primary?.file_id) continue;
    filed.add(file.file_id);
    result.files.push(file);
  }
  return result;
}

/** What a slot holds; undefined if nothing. Notes where it comes from, or the conflict. */
function mergeSlot(
  result: MergedFiles,
  path: string,
  sides: Triple<MergeFile>,
  merged: Omit<MergeFile, 'role'> | undefined,
  resolution: FileResolution | undefined,
): MergeFile | undefined {
  const { base, ours, theirs } = sides;
  const { role, name } = ours ?? theirs ?? base ?? { role: 'attachment', name: '' };
  const take = (file: MergeFile | undefined, from: Taken['from']) => {
    const shown = file?.name ?? name;
    result.taken.push({ path, from, name: shown, ...(file === undefined && { removed: true as const }) });
    return file;
  };
  if (sameFile(ours, theirs)) return sameFile(base, ours) ? ours : take(ours, 'both');
  if (sameFile(base, theirs)) return take(ours, 'ours');
  if (sameFile(base, ours)) return take(theirs, 'theirs');

  const mergedName = nameOfMerged(sides);
  if (merged !== undefined && mergedName !== null) return take({ ...merged, role }, 'both');
  if (resolution === undefined) {
    result.conflicts.push({ path, reason: reasonOf(sides), mergedName, ...presentSides(sides) });
    return ours ?? theirs;
  }
  result.resolved.push(path);
  const file = 'file' in resolution ? { ...resolution.file, role } : sides[resolution.side];
  return take(file, 'resolution');
}

/** True if both hold the same content; in the primary slot, whose path does not tell the name, also by that name. */
function sameFile(a: MergeFile | undefined, b: MergeFile | undefined): boolean {
  return a?.sha256 === b?.sha256 && a?.name === b?.name;
}

function nameOfMerged({ base, ours, theirs }: Triple<MergeFile>): string | null {
  if (base === undefined || ours === undefined || theirs === undefined) return null;
  if (ours.name === theirs.name || theirs.name === base.name) return ours.name;
  return ours.name === base.name ? theirs.name : null;
}

/** Paths of the slots that hold something, in the merged order. */
function orderSlots(
  result: MergedFiles,
  path: string,
  slots: { base: Slots; ours: Slots; theirs: Slots },
  kept: Map<string, MergeFile>,
  resolutions: ReadonlyMap<string, FileResolution> | undefined,
): string[] {
  const paths = (side: Slots) => [...side.keys()].filter((slot) => kept.has(slot));
  const merged = mergeOrder({
    base: [...slots.base.keys()],
    ours: paths(slots.ours),
    theirs: paths(slots.theirs),
  });
  if (merged.theirsOrder === null) {
    if (merged.movedBy !== null)
      result.taken.push({ path, from: merged.movedBy, name: 'the order of the files' });
    return merged.order;
  }
  const resolution = resolutions?.get(path);
  if (resolution === undefined || 'file' in resolution) {
    result.conflicts.push({ path, reason: 'reordered', mergedName: null });
    return merged.order;
  }
  result.resolved.push(path);
  result.taken.push({ path, from: 'resolution', name: 'the order of the files' });
  return resolution.side === 'theirs' ? merged.theirsOrder : merged.order;
}
