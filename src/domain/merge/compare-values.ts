import type { Json } from '../words.js';

/** True if both are the same JSON value, whatever order their keys came in; absent equals only absent. */
export type SameValue = (a: Json | undefined, b: Json | undefined) => boolean;

/**
 * Makes a comparison for many values that share a lot. Every distinct array and object gets a number, built from
 * those of its children (hash consing), so that a walk may compare at each level: each value is read once, where
 * comparing canonical texts reads it once per level. The values must not change while the comparison is used.
 */
export function valueComparison(): SameValue {
  const numbersByShape = new Map<string, number>();
  const numbers = new WeakMap<object, number>();

  // Texts are written with their length, which needs no escaping.
  const shapeOf = (value: Json | undefined): string => {
    if (typeof value === 'string') return `${value.length}"${value}`;
    if (typeof value !== 'object' || value === null) return String(value);
    return `#${numberOf(value)}`;
  };
  const numberOf = (container: Json[] | { [key: string]: Json }): number => {
    const known = numbers.get(container);
    if (known !== undefined) return known;
    let shape: string;
    if (Array.isArray(container)) {
      shape = '[';
      for (const child of container) shape += `${shapeOf(child)},`;
    } else {
      shape = '{';
      for (const key of Object.keys(container).sort())
        shape += `${key.length}"${key}${shapeOf(container[key])},`;
    }
    const number = numbersByShape.get(shape) ?? numbersByShape.size;
    numbersByShape.set(shape, number);
    numbers.set(container, number);
    return number;
  };

  return (a, b) => {
    if (a === b) return true;
    if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
    return numberOf(a) === numberOf(b);
  };
}
