import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { neighbourhood, stepFrom, waysBetween } from '../../src/app/graph/follow-graph.js';
import { layOutGraph } from '../../src/app/graph/lay-out-graph.js';
import { kinshipOf, type LineGraph } from '../../src/app/graph/line-graph.js';
import {
  centreOf,
  fitView,
  nodeAt,
  reveal,
  sizeOf,
  visiblePart,
  zoomAt,
  type Size,
  type View,
} from '../../src/app/graph/view.js';
import { type HistoryStep, randomHistory } from '../helpers/random-history.js';

/** A line as the server answers it, from a history; the ids are the indexes. */
function graphOf(history: readonly HistoryStep[]): LineGraph {
  const text = (step: number | null) => (step === null ? null : String(step));
  return {
    nodes: history.map(({ parent, mergeParent }, index) => ({
      id: String(index),
      version_number: index + 1,
      status: 'pending',
      change_origin: null,
      parent_id: text(parent),
      merge_parent_id: text(mergeParent),
      summary: null,
      promoted_context_version: null,
      retired_context_version: null,
      date_created: null,
      user_created: null,
    })),
    edges: history.flatMap(({ parent, mergeParent }, index) => [
      ...(mergeParent === null
        ? []
        : [{ from: String(mergeParent), to: String(index), kind: 'merge' as const }]),
      ...(parent === null ? [] : [{ from: String(parent), to: String(index), kind: 'parent' as const }]),
    ]),
  };
}

const histories = fc
  .tuple(fc.nat(100_000), fc.integer({ min: 1, max: 120 }))
  .map(([seed, size]) => randomHistory(seed, size));

// 0 ─ 1 ─ 3 (merges 2)
//  └─ 2 ─ 4
const FORKED = graphOf([
  { parent: null, mergeParent: null },
  { parent: 0, mergeParent: null },
  { parent: 0, mergeParent: null },
  { parent: 1, mergeParent: 2 },
  { parent: 2, mergeParent: null },
]);

describe('The layout of a line', () => {
  it('keeps a line in its lane and opens another one where it forks', () => {
    const { places, lanes, columns } = layOutGraph(FORKED);
    expect(Object.fromEntries(places)).toEqual({
      0: { column: 0, lane: 0 },
      1: { column: 1, lane: 0 },
      2: { column: 1, lane: 1 },
      3: { column: 2, lane: 0 },
      4: { column: 2, lane: 1 },
    });
    expect({ lanes, columns }).toEqual({ lanes: 2, columns: 3 });
  });

  it('puts every version right of its parents, in a place of its own, and nothing on the line to its parent', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const { places, edges } = layOutGraph(graphOf(history));
        const taken = new Set([...places.values()].map(({ column, lane }) => `${column} ${lane}`));
        expect(taken.size).toBe(history.length);
        for (const { start, end, kind } of edges) {
          expect(end.column).toBeGreaterThan(start.column);
          if (kind === 'parent')
            for (let column = start.column + 1; column < end.column; column++)
              expect(taken.has(`${column} ${end.lane}`)).toBe(false);
        }
      }),
    );
  });

  it('never moves a version when another one is recorded', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const before = layOutGraph(graphOf(history.slice(0, -1))).places;
        const after = layOutGraph(graphOf(history)).places;
        for (const [id, place] of before) expect(after.get(id)).toEqual(place);
      }),
    );
  });

  it('leaves out edges to versions that the caller may not see', () => {
    const { nodes, edges } = FORKED;
    const layout = layOutGraph({ nodes: nodes.slice(1), edges });
    expect(layout.places.size).toBe(4);
    expect(layout.edges).toHaveLength(3);
  });
});

describe('Following the graph', () => {
  it('finds exactly the versions on a way from the ancestor to one of the picked, as trying all ways does', () => {
    fc.assert(
      fc.property(
        fc.tuple(fc.nat(100_000), fc.integer({ min: 2, max: 14 })),
        fc.nat(),
        fc.nat(),
        ([seed, size], a, b) => {
          const graph = graphOf(randomHistory(seed, size));
          const kinship = kinshipOf(graph);
          const [top, bottom] = [String(a % size), String(b % size)];
          const onWay = new Set<string>();
          const walk = (id: string, way: string[]): void => {
            if (id === bottom) for (const step of [...way, id]) onWay.add(step);
            for (const { from, to } of graph.edges) if (from === id) walk(to, [...way, id]);
          };
          walk(top, []);
          expect([...waysBetween(kinship, top, [bottom])].sort()).toEqual([...onWay].sort());
        },
      ),
    );
  });

  it('walks along edges and lanes, and stays where nothing is', () => {
    const layout = layOutGraph(FORKED);
    const kinship = kinshipOf(FORKED);
    const step = (id: string, to: Parameters<typeof stepFrom>[1]) => stepFrom(id, to, layout, kinship);
    expect([step('3', 'parent'), step('2', 'parent'), step('0', 'parent')]).toEqual(['1', '0', null]);
    expect([step('0', 'child'), step('2', 'child'), step('4', 'child')]).toEqual(['1', '4', null]);
    expect([step('1', 'below'), step('4', 'above'), step('1', 'above')]).toEqual(['2', '3', null]);
    expect([step('2', 'first'), step('0', 'last')]).toEqual(['0', '4']);
  });

  it('knows what is near a version', () => {
    const kinship = kinshipOf(FORKED);
    expect([...neighbourhood(kinship, '2', 1)].sort()).toEqual(['0', '2', '3', '4']);
    expect([...neighbourhood(kinship, '3', 2)].sort()).toEqual(['0', '1', '2', '3']);
  });
});

describe('The view', () => {
  const views: fc.Arbitrary<View> = fc.record({
    x: fc.integer({ min: -5000, max: 500 }),
    y: fc.integer({ min: -2000, max: 500 }),
    scale: fc.double({ min: 0.05, max: 2, noNaN: true }),
  });
  const SCREEN: Size = { width: 900, height: 500 };

  it('zooms without moving the point under the mouse', () => {
    fc.assert(
      fc.property(views, fc.double({ min: 0.5, max: 2, noNaN: true }), (view, factor) => {
        const point = { x: 300, y: 200 };
        const under = (at: View) => [(point.x - at.x) / at.scale, (point.y - at.y) / at.scale];
        const [x, y] = under(zoomAt(view, factor, point));
        expect(x).toBeCloseTo(under(view)[0]!, 3);
        expect(y).toBeCloseTo(under(view)[1]!, 3);
      }),
    );
  });

  it('draws every version of which something is on screen', () => {
    fc.assert(
      fc.property(histories, views, (history, view) => {
        const { places } = layOutGraph(graphOf(history));
        const part = visiblePart(view, SCREEN);
        for (const place of places.values()) {
          const centre = centreOf(place);
          const [x, y] = [centre.x * view.scale + view.x, centre.y * view.scale + view.y];
          if (x < 0 || y < 0 || x > SCREEN.width || y > SCREEN.height) continue;
          expect(place.column >= part.columns[0] && place.column <= part.columns[1]).toBe(true);
          expect(place.lane >= part.lanes[0] && place.lane <= part.lanes[1]).toBe(true);
        }
      }),
    );
  });

  it('fits the whole graph, and brings any version onto the screen', () => {
    fc.assert(
      fc.property(histories, views, (history, view) => {
        const layout = layOutGraph(graphOf(history));
        const size = sizeOf(layout);
        const fit = fitView(size, SCREEN);
        expect(size.width * fit.scale).toBeLessThanOrEqual(SCREEN.width + 1);
        expect(size.height * fit.scale).toBeLessThanOrEqual(SCREEN.height + 1);
        for (const [id, place] of layout.places) {
          const shown = reveal(view, place, SCREEN);
          const { x, y } = centreOf(place);
          const point = { x: x * shown.scale + shown.x, y: y * shown.scale + shown.y };
          expect(point.x).toBeGreaterThanOrEqual(0);
          expect(point.x).toBeLessThanOrEqual(SCREEN.width);
          expect(point.y).toBeGreaterThanOrEqual(0);
          expect(point.y).toBeLessThanOrEqual(SCREEN.height);
          expect(nodeAt(layout, shown, point)).toBe(id);
        }
      }),
      { numRuns: 40 },
    );
  });
});
