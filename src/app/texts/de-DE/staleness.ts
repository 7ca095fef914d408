import type { staleness as english } from '../en-US/staleness.js';
import type { Text } from '../translate.js';

export const staleness: Record<keyof typeof english, Text> = {
  'inputs.made_from': 'Gemacht aus',
  'inputs.nothing_made': 'Daraus wurde nichts gemacht.',
  'inputs.nothing_said': 'Sie sagt nicht, woraus sie gemacht wurde.',
  'inputs.open': '{key}, Version {number} öffnen',
  'inputs.title': 'Gemacht aus und verwendet in',
  'inputs.truncated': 'Es gibt mehr, als hier steht.',
  'inputs.used_by': 'Verwendet in',
  'inputs.version': 'v{number}',
  'stale.advice': 'Sie lässt sich freigeben; besser ist, sie aus dem neu zu machen, was jetzt gilt.',
  'stale.mark': 'Veraltet',
  'stale.overtaken': 'Gemacht aus {key} v{number}; die wartet noch, obwohl v{by} freigegeben wurde',
  'stale.rejected': 'Gemacht aus {key} v{number}; die wurde abgelehnt',
  'stale.replaced': 'Gemacht aus {key} v{number}; an deren Stelle ist v{by} getreten',
  'stale.through': '{cause} (über {way})',
  'stale.title': 'Veraltet: gemacht aus etwas, das nicht mehr gilt',
  'stale.withdrawn': 'Gemacht aus {key} v{number}; die wurde zurückgezogen',
};
