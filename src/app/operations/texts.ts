import { type TextKey, textsFor } from '../texts/languages.js';
import { fillText, type TextParams } from '../texts/translate.js';

/**
 * A text of ours for the options of a Flow operation. The Studio asks for those outside of any component, so the
 * language is the one it has given to the page.
 */
export function text(key: TextKey, params: TextParams = {}): string {
  const language = document.documentElement.lang || 'en-US';
  return fillText(textsFor(language)[key], params, language);
}
