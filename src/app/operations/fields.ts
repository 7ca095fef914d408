import type { AppField, DeepPartial } from '@directus/types';
import type { TextKey } from '../texts/languages.js';
import { text } from './texts.js';

/** A field of an operation's options, as the Studio wants it described. */
export type OptionField = DeepPartial<AppField>;

/** Text keys of a field's name and, if it needs one, of the note below it. */
interface Words {
  name: TextKey;
  note?: TextKey;
}

interface More {
  width?: 'half' | 'full';
  required?: boolean;
}

/** A line of text, which may be a template. */
export function line(field: string, words: Words, more: More = {}): OptionField {
  return describe(field, 'string', words, more, { interface: 'input', options: { font: 'monospace' } });
}

/** Text of several lines. */
export function lines(field: string, words: Words): OptionField {
  return describe(field, 'text', words, {}, { interface: 'input-multiline' });
}

/** JSON, in whose texts templates may stand. */
export function jsonText(field: string, words: Words): OptionField {
  return describe(field, 'json', words, {}, { interface: 'input-code', options: { language: 'json' } });
}

/** Several lines of text, entered one by one. */
export function tags(field: string, words: Words): OptionField {
  return describe(field, 'json', words, {}, { interface: 'tags', options: { iconRight: 'data_object' } });
}

/** A switch that is off unless it is switched on. */
export function toggle(field: string, words: Words): OptionField {
  const shown = describe(field, 'boolean', words, { width: 'half' }, { interface: 'boolean' });
  return { ...shown, schema: { default_value: false } };
}

/**
 * One of several values. One that need not be chosen has the first at first; the server has to mean the same then, for
 * the Studio saves only what somebody has chosen.
 */
export function choice(
  field: string,
  words: Words,
  choices: { value: string; name: TextKey }[],
  more: More = {},
): OptionField {
  const options = { choices: choices.map(({ value, name }) => ({ text: text(name), value })) };
  const shown = describe(field, 'string', words, more, { interface: 'select-dropdown', options });
  return more.required === true ? shown : { ...shown, schema: { default_value: choices[0]?.value ?? null } };
}

/** Whose permissions the operation has: what every operation of ours ends with. */
export function permissions(): OptionField {
  return choice(
    'permissions',
    { name: 'operation.permissions', note: 'operation.permissions_note' },
    [
      { value: '$trigger', name: 'operation.permissions_trigger' },
      { value: '$full', name: 'operation.permissions_full' },
    ],
    { width: 'half' },
  );
}

function describe(
  field: string,
  type: 'string' | 'text' | 'json' | 'boolean',
  { name, note }: Words,
  { width = 'full', required = false }: More,
  shown: { interface: string; options?: Record<string, unknown> },
): OptionField {
  const meta = { width, required, ...(note === undefined ? {} : { note: text(note) }), ...shown };
  return { field, name: text(name), type, meta };
}
