import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  childLineage,
  chooseOrigin,
  type Lineage,
  type LineageParent,
  orphanLineage,
  rootLineage,
  WINDOW,
  withOwnHash,
} from '../../src/domain/lineage.js';
import { CHANGE_ORIGINS } from '../../src/domain/words.js';

/** Rows of one line, and every version's true path from the root, which the stored columns must agree with. */
class Line {
  rows = new Map<string, LineageParent & { parent_id: string | null }>();
  paths = new Map<string, { id: string | null; hash: string }[]>();

  root(id: string, hash: string): string {
    return this.add(id, hash, null, [], rootLineage(hash));
  }

  orphan(id: string, hash: string, parentHash: string): string {
    return this.add(id, hash, null, [{ id: null, hash: parentHash }], orphanLineage(parentHash, hash));
  }

  child(id: string, hash: string, parentId: string): string {
    const lineage = childLineage({ parent: this.row(parentId), hash });
    return this.add(id, hash, parentId, this.path(parentId), lineage);
  }

  row(id: string) {
    const row = this.rows.get(id);
    if (row === undefined) throw new Error(`No row ${id}`);
    return row;
  }

  path(id: string) {
    return this.paths.get(id) ?? [];
  }

  /** Finds the row of a jump as a store would: among the children of the parent's jump, else by walking up. */
  private resolve(id: string, parentId: string | null, { jump }: Lineage): string | null {
    if (jump.kind === 'self') return id;
    if (jump.kind === 'row') return jump.id;
    const candidates = [...this.rows.values()].filter(
      (row) => row.parent_id === jump.jumpOfParent && row.content_hash === jump.content_hash,
    );
    const [only] = candidates;
    if (jump.jumpOfParent !== null && candidates.length === 1 && only) return only.id;
    let at = parentId;
    while (at !== null && this.row(at).lineage_depth !== jump.depth) at = this.row(at).parent_id;
    return at;
  }

  private add(
    id: string,
    hash: string,
    parentId: string | null,
    above: { id: string | null; hash: string }[],
    lineage: Lineage,
  ): string {
    const { version_lineage, lineage_depth, generation } = lineage;
    const lineage_jump_id = this.resolve(id, parentId, lineage);
    this.rows.set(id, {
      id,
      content_hash: hash,
      version_lineage,
      lineage_depth,
      generation,
      lineage_jump_id,
      parent_id: parentId,
    });
    this.paths.set(id, [...above, { id, hash }]);
    return id;
  }

  /** The whole ancestry, read by hopping from window to window. */
  ancestry(id: string): string[] {
    const row = this.row(id);
    const window = row.version_lineage ?? [];
    const jump = row.lineage_jump_id;
    if (jump === null || jump === id) return window;
    const older = this.ancestry(jump);
    return [...older.slice(0, -1), ...window];
  }

  check(id: string): void {
    const row = this.row(id);
    const path = this.path(id);
    const window = path.slice(-WINDOW);
    expect(row.version_lineage).toEqual(window.map((step) => step.hash));
    expect(row.lineage_depth).toBe(path.length - 1);
    expect(row.lineage_jump_id).toBe(window[0]?.id);
    expect(row.generation).toBe(path.filter((step) => step.id !== null).length);
    expect(this.ancestry(id)).toEqual(path.map((step) => step.hash));
  }
}

describe('the stored lineage', () => {
  it('of a root is itself', () => {
    expect(rootLineage('h')).toEqual({
      version_lineage: ['h'],
      lineage_depth: 0,
      generation: 1,
      jump: { kind: 'self' },
    });
  });

  it('of a child is its parent’s and its own hash, oldest first, also when content recurs', () => {
    const line = new Line();
    line.root('v1', 'A');
    line.child('v2', 'B', 'v1');
    line.child('v3', 'A', 'v2');
    expect(line.row('v3')).toMatchObject({
      version_lineage: ['A', 'B', 'A'],
      lineage_depth: 2,
      lineage_jump_id: 'v1',
      generation: 3,
    });
  });

  it('of an orphan starts with the hash it claims, which has no row', () => {
    const line = new Line();
    line.orphan('v1', 'B', 'A');
    expect(line.row('v1')).toMatchObject({
      version_lineage: ['A', 'B'],
      lineage_depth: 1,
      lineage_jump_id: null,
    });
    line.child('v2', 'C', 'v1');
    expect(line.row('v2')).toMatchObject({
      version_lineage: ['A', 'B', 'C'],
      lineage_depth: 2,
      lineage_jump_id: null,
      generation: 2,
    });
  });

  it('starts at a parent from before this system as at a root', () => {
    const parent: LineageParent = {
      id: 'old',
      content_hash: 'A',
      version_lineage: null,
      lineage_depth: null,
      lineage_jump_id: null,
      generation: null,
    };
    expect(childLineage({ parent, hash: 'B' })).toEqual({
      version_lineage: ['A', 'B'],
      lineage_depth: 1,
      generation: 2,
      jump: { kind: 'row', id: 'old' },
    });
    expect(() => childLineage({ parent: { ...parent, content_hash: null }, hash: 'B' })).toThrow(TypeError);
  });

  it('follows the own hash of a version whose content may still change', () => {
    expect(withOwnHash(['A', 'B'], 'C')).toEqual(['A', 'C']);
    expect(withOwnHash(['A'], 'C')).toEqual(['C']);
  });
});

describe('a line deeper than its window', () => {
  const DEPTH = 1200;
  const line = new Line();
  const hash = (index: number) => `hash-${index % 7}`; // contents recur all the time

  beforeAll(() => {
    line.root('v0', hash(0));
    for (let index = 1; index <= DEPTH; index++) {
      // A twin of each version: same parent and content, but no ancestor of what follows.
      if (index % 3 === 0) line.child(`twin${index}`, hash(index), `v${index - 1}`);
      line.child(`v${index}`, hash(index), `v${index - 1}`);
    }
  });

  it.each([1, 254, 255, 256, 257, 258, 510, 511, 512, 765, 766, 1019, 1020, 1021, DEPTH])(
    'keeps the newest 256 hashes, the true depth and the right row at depth %i',
    (depth) => {
      line.check(`v${depth}`);
    },
  );

  it('is right everywhere else too', () => {
    for (let depth = 0; depth <= DEPTH; depth += 37) line.check(`v${depth}`);
    for (let depth = 3; depth <= DEPTH; depth += 99) line.check(`twin${depth}`);
  });

  it('stores 256 hashes however deep it is, and moves its window one row at a time', () => {
    expect(line.row('v255').version_lineage).toHaveLength(WINDOW);
    expect(line.row(`v${DEPTH}`).version_lineage).toHaveLength(WINDOW);
    expect(line.row('v255').lineage_jump_id).toBe('v0');
    expect(line.row('v256').lineage_jump_id).toBe('v1');
    expect(line.row(`v${DEPTH}`).lineage_jump_id).toBe(`v${DEPTH - WINDOW + 1}`);
  });

  it('is right below an orphan, once the missing parent has left the window', () => {
    const orphaned = new Line();
    orphaned.orphan('v1', 'o', 'missing');
    for (let index = 2; index <= 600; index++) orphaned.child(`v${index}`, hash(index), `v${index - 1}`);
    for (const depth of [1, 254, 255, 256, 257, 511, 600]) orphaned.check(`v${depth}`);
    expect(orphaned.row('v255').lineage_jump_id).toBeNull();
    expect(orphaned.row('v256').lineage_jump_id).toBe('v1');
  });
});

describe('a line with branches', () => {
  it('is right for every version of any tree', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(), fc.constantFrom('A', 'B')), { maxLength: 30 }), (steps) => {
        const line = new Line();
        const ids = [line.root('v0', 'A')];
        for (const [pick, hash] of steps) {
          const parent = ids[pick % ids.length] ?? 'v0';
          ids.push(line.child(`v${ids.length}`, hash, parent));
        }
        for (const id of ids) line.check(id);
      }),
      { numRuns: 50 },
    );
  });
});

describe('chooseOrigin', () => {
  const human = { id: 'u1', type: 'human' } as const;
  const ai = { id: 'u2', type: 'ai' } as const;
  const system = { id: null, type: 'system' } as const;

  it('takes what was given', () => {
    for (const given of CHANGE_ORIGINS) {
      for (const hasParent of [true, false])
        expect(chooseOrigin({ given, hasParent, actor: ai })).toBe(given);
    }
  });

  it.each([
    [false, human, 'deployment'],
    [false, ai, 'deployment'],
    [true, human, 'local_modification'],
    [true, ai, 'sync'],
    [true, system, 'sync'],
    [true, { id: null, type: 'rule' }, 'sync'],
  ] as const)('with a parent: %s, by %j: %s', (hasParent, actor, origin) => {
    expect(chooseOrigin({ given: null, hasParent, actor })).toBe(origin);
    expect(chooseOrigin({ given: undefined, hasParent, actor })).toBe(origin);
  });
});
