import type { Json } from '../../domain/words.js';

/** The value that a text stands for, or what the browser says is wrong with it. */
export function parseJson(text: string): { value: Json } | { problem: string } {
  try {
    return { value: JSON.parse(text) as Json };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
