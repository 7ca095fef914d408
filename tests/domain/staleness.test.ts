import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCauses, MOST_CAUSES } from '../../src/domain/staleness/find-causes.js';
import { joinInputs, MOST_INPUTS, readInputs, sameInputs } from '../../src/domain/staleness/inputs.js';

/** A graph whose versions are made from earlier ones: what each is made from, and which are out of date. */
const graphs = fc
  .array(fc.tuple(fc.array(fc.nat(), { maxLength: 4 }), fc.boolean()), { minLength: 1, maxLength: 30 })
  .map((versions) => {
    const inputsOf = new Map<string, string[]>();
    versions.forEach(([inputs], nth) => {
      const earlier = nth === 0 ? [] : inputs.map((input) => String(input % nth));
      inputsOf.set(String(nth), [...new Set(earlier)]);
    });
    const outdated = new Set(versions.flatMap(([, isOutdated], nth) => (isOutdated ? [String(nth)] : [])));
    return { inputsOf, outdated };
  });
type Graph = typeof graphs extends fc.Arbitrary<infer T> ? T : never;

/** The definition, word by word: an input is out of date, or is itself stale. */
function isStale({ inputsOf, outdated }: Graph, id: string): boolean {
  return (inputsOf.get(id) ?? []).some(
    (input) => outdated.has(input) || isStale({ inputsOf, outdated }, input),
  );
}

/** All that can be met on the way up without passing what is out of date, with the length of a shortest way. */
function met({ inputsOf, outdated }: Graph, id: string): Map<string, number> {
  const found = new Map<string, number>();
  const walk = (at: string, length: number): void => {
    for (const input of inputsOf.get(at) ?? []) {
      if ((found.get(input) ?? Infinity) > length) found.set(input, length);
      if (!outdated.has(input)) walk(input, length + 1);
    }
  };
  walk(id, 1);
  return found;
}

describe('the causes of what is stale', () => {
  it('are found for exactly the versions that are stale by definition', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const ids = [...graph.inputsOf.keys()];
        const stale = ids.filter((id) => isStale(graph, id));
        expect([...findCauses(graph, ids).keys()].sort()).toEqual(stale.sort());
      }),
    );
  });

  it('are out of date, come nearest first, and by a shortest way of real links', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        for (const [id, causes] of findCauses(graph, graph.inputsOf.keys())) {
          const distances = met(graph, id);
          const all = [...distances.keys()].filter((input) => graph.outdated.has(input));
          expect(causes.length).toBe(Math.min(all.length, MOST_CAUSES));
          expect(new Set(causes.map(({ input }) => input)).size).toBe(causes.length);
          const lengths = causes.map(({ input, through }) => {
            const way = [id, ...through, input];
            way.slice(1).forEach((input, nth) => {
              expect(graph.inputsOf.get(way[nth] ?? '')).toContain(input);
            });
            expect(through.length + 1).toBe(distances.get(input));
            return through.length;
          });
          expect(lengths).toEqual([...lengths].sort((a, b) => a - b));
        }
      }),
    );
  });

  it('of a chain of 10,000 are found in one go', () => {
    const inputsOf = new Map(
      Array.from({ length: 10_000 }, (_, nth) => [String(nth + 1), [String(nth)]] as const),
    );
    const [cause] = findCauses({ inputsOf, outdated: new Set(['0']) }, ['10000']).get('10000') ?? [];
    expect(cause?.input).toBe('0');
    expect(cause?.through).toHaveLength(9999);
  });
});

describe('inputs', () => {
  const id = '616bb1fe-1f73-4878-9bd7-8fb613d4e971';

  it('are read with ids in lower case, and nothing said is not an empty list', () => {
    expect(readInputs(null)).toBeUndefined();
    expect(readInputs([])).toEqual([]);
    expect(readInputs([{ schema_key: 'a', version_id: id.toUpperCase(), context_version: null }])).toEqual([
      { schema_key: 'a', version_id: id, context_version: undefined },
    ]);
  });

  it('are refused as INVALID_PAYLOAD, whatever else is sent', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        try {
          const read = readInputs(value);
          for (const input of read ?? []) expect(input.version_id ?? input.context_version).toBeDefined();
        } catch (error) {
          expect(error).toMatchObject({ code: 'INVALID_PAYLOAD', extensions: { field: 'inputs' } });
        }
      }),
    );
  });

  it('of two versions are joined, each once, and cut off at the most there may be', () => {
    const numbered = (from: number, count: number) =>
      Array.from({ length: count }, (_, nth) => ({ schema_key: 'a', version_id: String(from + nth) }));
    expect(joinInputs(null, null)).toBeNull();
    expect(joinInputs(null, [])).toEqual([]);
    expect(joinInputs(numbered(0, 2), numbered(1, 2))).toEqual(numbered(0, 3));
    expect(joinInputs(numbered(0, 80), numbered(80, 80))).toEqual(numbered(0, MOST_INPUTS));
    expect(sameInputs(numbered(0, 2), [...numbered(0, 2)].reverse())).toBe(true);
    expect(sameInputs(numbered(0, 2), numbered(0, 3))).toBe(false);
    expect(sameInputs([], null)).toBe(true);
  });
});
