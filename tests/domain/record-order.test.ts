import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inRounds } from '../../src/domain/transfer/record-order.js';
import type { PortableRow } from '../../src/domain/transfer/project-rows.js';

const histories = fc
  .array(fc.tuple(fc.nat({ max: 3 }), fc.array(fc.nat(), { maxLength: 3 }), fc.option(fc.nat())), {
    maxLength: 25,
  })
  .map((steps) => {
    const numbers = new Map<number, number>();
    return steps.map(([line, inputs, parent], nth): PortableRow => {
      const number = (numbers.get(line) ?? 0) + 1;
      numbers.set(line, number);
      const earlier = (other: number) => String(other % Math.max(nth, 1));
      const made = nth === 0 ? [] : inputs.map((input) => ({ schema_key: 'x', version_id: earlier(input) }));
      return {
        id: String(nth),
        schema_key: `line${line}`,
        version_number: number,
        parent_id: parent === null || nth === 0 ? null : earlier(parent),
        inputs: JSON.stringify(made),
      };
    });
  });

it('every version comes after all that it builds on, whatever order the rows are in', () => {
  fc.assert(
    fc.property(histories, fc.infiniteStream(fc.nat()), (rows, dice) => {
      const mixed = rows.map((row) => ({ row, at: dice.next().value as number })).sort((a, b) => a.at - b.at);
      const rounds = inRounds(mixed.map(({ row }) => row));
      const place = new Map(rounds.flatMap((round, nth) => round.map((row) => [row['id'], nth] as const)));
      expect(place.size).toBe(rows.length);
      for (const row of rows) {
        const inputs = JSON.parse(String(row['inputs'])) as { version_id: string }[];
        const before = [row['parent_id'], ...inputs.map(({ version_id }) => version_id)];
        for (const id of before) if (id != null) expect(place.get(id)).toBeLessThan(place.get(row['id'])!);
      }
    }),
  );
});

it('what leads in a circle is not lost', () => {
  const row = (id: string, input: string): PortableRow => ({
    id,
    schema_key: id,
    version_number: 1,
    inputs: JSON.stringify([{ version_id: input }]),
  });
  expect(inRounds([row('a', 'b'), row('b', 'a')]).flat()).toHaveLength(2);
});
