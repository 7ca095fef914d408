import type { TextKey } from '../texts/languages.js';

/** A key that does something on a page. */
export interface Shortcut {
  /** As in `KeyboardEvent.key`, e.g. `a`, `?` or `ArrowRight`; the first one is what the list shows. */
  keys: [string, ...string[]];
  text: TextKey;
  run: () => void;
}

/** Of a key press, what decides whether it is a shortcut. */
export interface Press {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

/**
 * The shortcut that a key press means. Presses with a modifier belong to the browser and to the Studio; Shift is
 * part of the character.
 */
export function shortcutFor(shortcuts: readonly Shortcut[], press: Press): Shortcut | undefined {
  if (press.ctrlKey || press.metaKey || press.altKey) return undefined;
  return shortcuts.find(({ keys }) => keys.includes(press.key));
}
