import type { freeze as english } from '../en-US/freeze.js';
import type { Text } from '../translate.js';

export const freeze: Record<keyof typeof english, Text> = {
  'freeze.all_project': 'Das ganze Projekt',
  'freeze.at': 'Eingefroren {when} von {who}',
  'freeze.frozen_key': '{key} ist eingefroren, von {who}: {reason}',
  'freeze.key': 'Schema-Schlüssel',
  'freeze.key_note': 'Mit allen Schlüsseln darunter. Leer: das ganze Projekt.',
  'freeze.lift': 'Einfrieren aufheben',
  'freeze.lift_text': 'Was inzwischen von selbst übernommen worden wäre, wird dann übernommen.',
  'freeze.lift_title': 'Dieses Einfrieren aufheben?',
  'freeze.lifted': {
    one: 'Das Einfrieren ist aufgehoben, und {count} Version wurde übernommen.',
    other: 'Das Einfrieren ist aufgehoben, und {count} Versionen wurden übernommen.',
  },
  'freeze.lifted_none': 'Das Einfrieren ist aufgehoben. Nichts hatte darauf gewartet.',
  'freeze.make': 'Einfrieren',
  'freeze.make_key': '{key} einfrieren',
  'freeze.make_text':
    'Dort wird nichts übernommen, bis das Einfrieren aufgehoben ist. Versionen lassen sich freigeben und warten; Zurückziehen geht weiter.',
  'freeze.make_title': 'Übernahme einfrieren',
  'freeze.reason': 'Grund',
  'freeze.reason_placeholder': 'Warum zurzeit nichts übernommen werden darf',
  'freeze.review':
    'Dieser Schlüssel ist eingefroren, von {who}: „{reason}“. Was Sie freigeben, wartet, bis das aufgehoben ist.',
  'freeze.title': 'Eingefroren und geplant',
  'freeze.until': 'Endet von selbst (freiwillig)',
  'freeze.until_at': 'bis {when}',
  'freeze.waits': 'Sie wartet: Ihr Schlüssel ist eingefroren. „{reason}“',
  'schedule.at': 'Übernahme',
  'schedule.call_off': 'Aufheben',
  'schedule.called_off': 'Aufgehoben. Sie wartet darauf, übernommen zu werden.',
  'schedule.change': 'Zeitpunkt ändern',
  'schedule.frozen': 'wenn das Einfrieren aufgehoben wird, fällig war {when}',
  'schedule.later': 'Sie wird übernommen: {when}.',
  'schedule.promote_at': 'Übernehmen am',
  'schedule.promote_at_note': 'Nur mit „Freigeben“. Leer: wie üblich.',
  'schedule.scheduled': { one: '{count} Version ist geplant', other: '{count} Versionen sind geplant' },
};
