import { isPlainObject } from '../context-tree.js';
import type { Json } from '../words.js';
import { childPointer } from './json-pointer.js';
import type { MergeFile } from './file-outcome.js';

/** Files by the path of their slot, in their order. */
export type Slots = Map<string, MergeFile>;

/**
 * The first step of paths that lead to files: `$files`, with as many more `$` in front as it takes to be no key of
 * these values, so that a path never means both a file and a part of the value.
 */
export function filesPrefix(values: Json[]): string {
  let prefix = '$files';
  while (values.some((value) => isPlainObject(value) && Object.hasOwn(value, prefix))) prefix = `$${prefix}`;
  return prefix;
}

/**
 * The slot of each file as a JSON Pointer: `/$files/primary`, `/$files/attachment/logo.png`, and
 * `/$files/attachment/logo.png/2` for the second attachment of that name.
 */
export function identifySlots(files: MergeFile[], prefix: string): Slots {
  const slots: Slots = new Map();
  const seen = new Map<string, number>();
  for (const file of files) {
    const role = childPointer(childPointer('', prefix), file.role);
    if (file.role === 'primary') {
      slots.set(role, file);
      continue;
    }
    const slot = childPointer(role, file.name);
    const occurrence = (seen.get(slot) ?? 0) + 1;
    seen.set(slot, occurrence);
    slots.set(occurrence === 1 ? slot : childPointer(slot, occurrence), file);
  }
  return slots;
}
