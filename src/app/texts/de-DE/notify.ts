import type { notify as english } from '../en-US/notify.js';
import type { Text } from '../translate.js';

export const notify: Record<keyof typeof english, Text> = {
  'notify.all_off':
    'Benachrichtigungen sind vom Betreiber abgeschaltet: Niemand wird über etwas benachrichtigt.',
  'notify.away': 'Während ich abwesend bin',
  'notify.away_from': 'Abwesend ab (optional)',
  'notify.away_until': 'Zurück am',
  'notify.delegate': 'Stattdessen benachrichtigen',
  'notify.delegate_note':
    'Nur über das, worüber diese Person selbst entscheiden darf. Wessen Freigabe zählt, ändert sich nicht. Nach der Rückkehr erfahren Sie, was noch wartet.',
  'notify.digest': 'Einmal am Tag',
  'notify.each': 'Über jede Version',
  'notify.hour': 'Um',
  'notify.mail_note':
    'Im Studio, und per E-Mail, wenn Ihr Profil das vorsieht und der Server sie senden kann. Die Stunde richtet sich nach UTC und folgt der Sommerzeit nicht.',
  'notify.mode': 'Mich benachrichtigen',
  'notify.nobody': 'Niemanden',
  'notify.off': 'Gar nicht',
  'notify.save': 'Speichern',
  'notify.settings': 'Benachrichtigungen',
  'notify.title': 'Was auf mich wartet',
  'notify.unnamed': 'Ohne Namen',
  'notify.usual': 'Wie hier üblich: {mode}',
  'notify.waiting': { one: '{count} Version wartet auf Sie.', other: '{count} Versionen warten auf Sie.' },
  'notify.waiting_more': {
    one: '{count} Version wartet auf Sie, vielleicht auch weitere.',
    other: '{count} Versionen warten auf Sie, vielleicht auch weitere.',
  },
};
