import type { TextKey } from '../texts/languages.js';
import { text } from './texts.js';

/** A line on the panel of an operation in the editor of a Flow. */
interface OverviewLine {
  label: string;
  text: string;
}

/** The named options that are filled in, for the panel of an operation. */
export function overview(options: Record<string, unknown>, shown: Record<string, TextKey>): OverviewLine[] {
  return Object.entries(shown).flatMap(([field, name]) => {
    const value = options[field];
    if (value === undefined || value === null || value === '') return [];
    return [{ label: text(name), text: typeof value === 'string' ? value : JSON.stringify(value) }];
  });
}
