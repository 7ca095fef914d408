import type { Json } from '../../domain/words.js';
import type { ValueChange } from '../../domain/json-diff.js';

/** A line of a value's tree: a key with its value, or with others below it. */
export interface ValueLine {
  /** JSON Pointer, also what tells lines apart. */
  path: string;
  /** The last step of the path as people read it. */
  name: string;
  depth: number;
  change: 'same' | 'add' | 'remove' | 'replace';
  /** One line of JSON; null for a branch, whose content follows. */
  before: string | null;
  after: string | null;
}

/**
 * The tree of a value with its changes in their places. A changed place is one line however large it is; what was
 * removed follows what remains of its parent.
 *
 * @param value the value after
 * @param changes from the value before, as `diffValues` finds them
 */
export function valueLines(value: Json, changes: readonly ValueChange[]): ValueLine[] {
  const byPath = new Map(changes.filter(({ op }) => op !== 'remove').map((change) => [change.path, change]));
  const removed = changes.filter(({ op }) => op === 'remove');
  const lines: ValueLine[] = [];
  walk({ lines, byPath, removed }, value, '', 0);
  return lines;
}

interface Tree {
  lines: ValueLine[];
  byPath: Map<string, ValueChange>;
  removed: ValueChange[];
}

function walk(tree: Tree, value: Json, path: string, depth: number): void {
  const change = tree.byPath.get(path);
  const line = { path, name: lastStep(path), depth };
  const children = childrenOf(value);
  if (change !== undefined && (change.op === 'replace' || children.length === 0)) {
    const before = change.before === undefined ? null : JSON.stringify(change.before);
    tree.lines.push({ ...line, change: change.op, before, after: JSON.stringify(value) });
  } else if (children.length === 0) {
    tree.lines.push({ ...line, change: 'same', before: null, after: JSON.stringify(value) });
  } else {
    // The whole value needs no name, unless all of it is new.
    const top = path === '';
    if (!top) tree.lines.push({ ...line, change: change?.op ?? 'same', before: null, after: null });
    for (const [key, child] of children) {
      const below = `${path}/${key.replace(/~/g, '~0').replace(/\//g, '~1')}`;
      if (change !== undefined) tree.byPath.set(below, { path: below, op: 'add', after: child });
      walk(tree, child, below, top ? 0 : depth + 1);
    }
    for (const gone of tree.removed)
      if (parentOf(gone.path) === path && gone.path !== '')
        tree.lines.push({
          path: `${gone.path} -`,
          name: lastStep(gone.path),
          depth: top ? 0 : depth + 1,
          change: 'remove',
          before: JSON.stringify(gone.before),
          after: null,
        });
  }
}

function childrenOf(value: Json): [string, Json][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

function lastStep(path: string): string {
  return path
    .slice(path.lastIndexOf('/') + 1)
    .replace(/~1/g, '/')
    .replace(/~0/g, '~');
}
