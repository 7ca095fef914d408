import type { ChangeOrigin } from '../../domain/words.js';
import type { TextKey } from '../texts/languages.js';

/** How an origin is shown; `unknown` is that of versions from before the registry. */
export const ORIGIN_MARKS: Record<ChangeOrigin | 'unknown', { icon: string; text: TextKey }> = {
  deployment: { icon: 'rocket_launch', text: 'origin.deployment' },
  sync: { icon: 'sync', text: 'origin.sync' },
  local_modification: { icon: 'edit', text: 'origin.local_modification' },
  unknown: { icon: 'help', text: 'origin.unknown' },
};
