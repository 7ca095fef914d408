import type { schema as english } from '../en-US/schema.js';
import type { Text } from '../translate.js';

export const schema: Record<keyof typeof english, Text> = {
  'complete.all': {
    one: 'Vollständig: Der verlangte Schlüssel ist live',
    other: 'Vollständig: Alle {count} verlangten Schlüssel sind live',
  },
  'complete.approved': 'Wartet auf Übernahme',
  'complete.invalid': 'Gegen das Schema',
  'complete.live': 'Live',
  'complete.missing': 'Fehlt',
  'complete.open': 'Version {number} öffnen',
  'complete.pending': 'Wartet auf Prüfung',
  'complete.review': 'Version {number} prüfen',
  'complete.some': {
    one: '{live} von {count} verlangten Schlüssel ist live',
    other: '{live} von {count} verlangten Schlüsseln sind live',
  },
  'complete.title': 'Vollständigkeit',
  'schema.fact': 'Schema',
  'schema.files': 'Dateien',
  'schema.follows': 'Eingehalten ({rule})',
  'schema.not_followed': 'Nicht eingehalten ({rule})',
  'schema.violated': {
    one: 'Folgt dem Schema nicht, an {count} Stelle',
    other: 'Folgt dem Schema nicht, an {count} Stellen',
  },
  'schema.violated_decided':
    'Das verlangt das Projekt jetzt an diesem Schlüssel; das Schema kann sich seit der Entscheidung geändert haben.',
  'schema.violated_open':
    'So lässt sie sich nicht freigeben: Lehnen Sie ab, verlangen Sie Änderungen, oder geben Sie mit Änderungen frei.',
  'schema.whole_value': 'Wert',
};
