import type { TextKey } from '../texts/languages.js';

/** An entry in the navigation of the module. */
export interface NavigationEntry {
  text: TextKey;
  icon: string;
  /** Path inside the Studio, e.g. `/artifacts/queue`. */
  to: string;
}
