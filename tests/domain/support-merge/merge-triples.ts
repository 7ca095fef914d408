import fc from 'fast-check';
import { isPlainObject } from '../../../src/domain/context-tree.js';
import type { Json, JsonObject } from '../../../src/domain/words.js';

/** A value and two that come from it. */
export interface Triple {
  base: Json;
  ours: Json;
  theirs: Json;
}

const KEYS = ['a', 'b', 'c', 'a/b', '~', '__proto__', 'length', '0'];

const element = (id: number, fields: Json): Json => ({ id, fields });

const { value: anyValue } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom<Json>(null, 0, 1, '', 'text'),
    fc
      .array(fc.tuple(fc.constantFrom(...KEYS), tie('value')), { maxLength: 5 })
      .map((entries) => Object.fromEntries(entries)),
    fc
      .uniqueArray(fc.nat(9), { maxLength: 6 })
      .chain((ids) => fc.tuple(...ids.map((id) => tie('value').map((fields) => element(id, fields))))),
    fc.array(fc.nat(3), { minLength: 1, maxLength: 3 }),
  ),
}));

const list = fc
  .uniqueArray(fc.nat(9), { minLength: 2, maxLength: 6 })
  .chain((ids) => fc.tuple(...ids.map((id) => anyValue.map((fields) => element(id, fields)))));

const object = fc
  .tuple(list, fc.array(fc.tuple(fc.constantFrom(...KEYS), anyValue), { minLength: 2, maxLength: 6 }))
  .map(([elements, entries]): Json => Object.fromEntries([...entries, ['list', elements]]));

/** Numbers in [0, 1) from a list that is read again and again; fast-check shrinks it towards no change at all. */
type Dice = () => number;

const dice = fc
  .array(fc.noBias(fc.integer({ min: 0, max: 999 })), { minLength: 40, maxLength: 120 })
  .map((rolls) => {
    return (): Dice => {
      let next = 0;
      return () => rolls[next++ % rolls.length]! / 1000;
    };
  });

const pick = <T>(roll: Dice, from: T[]): T => from[Math.floor(roll() * from.length)]!;

function edit(value: Json, roll: Dice): Json {
  if (roll() > 0.98) return pick<Json>(roll, [null, 1, 2, 'text', {}, [], [4]]);
  if (isPlainObject(value)) {
    const entries = Object.entries(value).flatMap(([key, child]): [string, Json][] =>
      roll() > 0.96 ? [] : [[key, edit(child, roll)]],
    );
    if (roll() > 0.8)
      entries.push([pick(roll, KEYS), pick<Json>(roll, [null, 7, { a: 1 }, [{ id: 1 }], []])]);
    return Object.fromEntries(entries);
  }
  if (Array.isArray(value) && value.every(isPlainObject)) return editElements(value, roll);
  return roll() > 0.9 ? pick<Json>(roll, [null, 5, 6, 'other', [8]]) : value;
}

function editElements(elements: Json[], roll: Dice): Json[] {
  const edited = elements.flatMap((one): JsonObject[] => {
    if (roll() > 0.94) return [];
    // The identity stays: another one would be another element.
    const { id, ...fields } = one as JsonObject;
    const kept: JsonObject = { id: id! };
    return [
      Object.assign(
        kept,
        edit(fields, () => Math.min(roll(), 0.94)),
      ),
    ];
  });
  if (roll() > 0.92) edited.reverse();
  if (roll() > 0.7) {
    const id = 10 + Math.floor(roll() * 5);
    edited.splice(Math.floor(roll() * (edited.length + 1)), 0, { id, made: pick<Json>(roll, [1, 2]) });
  }
  return edited;
}

/** Random values with two independently edited versions of each. */
export const valueTriple: fc.Arbitrary<Triple> = fc
  .tuple(object, dice, dice)
  .map(([base, ours, theirs]) => ({ base, ours: edit(base, ours()), theirs: edit(base, theirs()) }));
