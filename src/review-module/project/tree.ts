import { isBranch, isPlainObject } from '../../domain/context-tree.js';
import type { Json, JsonObject } from '../../domain/words.js';
import { type LiveEntry, readEntry } from './entry.js';

interface Place {
  /** Last segment of the key. */
  name: string;
  /** The whole schema key. */
  key: string;
}

interface Branch extends Place {
  kind: 'branch';
  children: TreeNode[];
  /** How many entries are below it, at any depth. */
  entries: number;
}

export interface Leaf extends Place {
  kind: 'entry';
  entry: LiveEntry;
}

/** Something in the context that no version has recorded: it came with the project. */
interface Stray extends Place {
  kind: 'stray';
  value: Json;
}

export type TreeNode = Branch | Leaf | Stray;

const byName = new Intl.Collator('en', { numeric: true });

/** A context as a tree, without `_meta`, each level by name; `10` comes after `2`. */
export function buildTree(context: JsonObject): TreeNode[] {
  return nodesOf(
    Object.entries(context).filter(([name]) => name !== '_meta'),
    '',
  );
}

function nodesOf(children: [string, Json][], prefix: string): TreeNode[] {
  return children
    .map(([name, value]): TreeNode => {
      const key = prefix + name;
      if (isPlainObject(value) && !isBranch(value))
        return { kind: 'entry', name, key, entry: readEntry(value) };
      if (!isBranch(value)) return { kind: 'stray', name, key, value };
      const below = nodesOf(Object.entries(value), `${key}.`);
      return { kind: 'branch', name, key, children: below, entries: countEntries(below) };
    })
    .sort((a, b) => byName.compare(a.name, b.name));
}

/** The tree with nothing but what has all these words in its key, in any order and case. */
export function searchTree(tree: readonly TreeNode[], search: string): TreeNode[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = (key: string) => words.every((word) => key.toLowerCase().includes(word));
  const narrow = (nodes: readonly TreeNode[]): TreeNode[] =>
    nodes.flatMap((node): TreeNode[] => {
      if (matches(node.key)) return [node];
      if (node.kind !== 'branch') return [];
      const children = narrow(node.children);
      return children.length === 0 ? [] : [{ ...node, children, entries: countEntries(children) }];
    });
  return narrow(tree);
}

/** Every entry of a tree, from top to bottom. */
export function leavesOf(tree: readonly TreeNode[]): Leaf[] {
  return tree.flatMap((node) =>
    node.kind === 'branch' ? leavesOf(node.children) : node.kind === 'entry' ? [node] : [],
  );
}

function countEntries(nodes: readonly TreeNode[]): number {
  return nodes.reduce(
    (sum, node) => sum + (node.kind === 'branch' ? node.entries : node.kind === 'entry' ? 1 : 0),
    0,
  );
}
