import type { panels as english } from '../en-US/panels.js';
import type { Text } from '../translate.js';

export const panels: Record<keyof typeof english, Text> = {
  'panel.approved': 'Freigegeben',
  'panel.as_table': 'Als Tabelle',
  'panel.day': 'Tag (UTC)',
  'panel.decided': 'Von Entscheidungen',
  'panel.decision_time': 'Zeit vom Erfassen bis zur Entscheidung',
  'panel.decisions': { one: '{count} Entscheidung', other: '{count} Entscheidungen' },
  'panel.empty': 'Keine Entscheidungen in dieser Zeit.',
  'panel.hours': 'Stunden',
  'panel.key': 'Schlüssel',
  'panel.median': 'Median',
  'panel.more': { one: '{count} weiterer', other: '{count} weitere' },
  'panel.newest_only': '(nur die neuesten)',
  'panel.origin': 'Herkunft',
  'panel.p95': '95. Perzentil',
  'panel.versions': 'Versionen',
  'panel.waiting': 'Warten auf Prüfung',
};
