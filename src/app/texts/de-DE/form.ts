import type { form as english } from '../en-US/form.js';
import type { Text } from '../translate.js';

export const form: Record<keyof typeof english, Text> = {
  'form.as_it_is': 'wie bisher',
  'form.at_first': 'Jede Version ist zuerst offen.',
  'form.bulk':
    'Offene Versionen lassen sich freigeben oder ablehnen, freigegebene nur ablehnen. Es ändern sich alle oder keine.',
  'form.decided_meanwhile': 'Hierüber wurde entschieden, während das Formular offen war.',
  'form.final': 'Das ist endgültig. Weiter geht es mit einer neuen Version.',
  'form.reload': 'Neu laden',
  'form.shows_older': 'Das Formular zeigt den Stand davor.',
  'form.takes_back': 'nimmt die Freigabe zurück',
  'form.too_late': 'Ihre Wahl lässt sich nicht mehr speichern.',
  'form.would_revoke': 'Ihre Wahl nähme diese Freigabe jetzt zurück.',
};
