import type { OwnInstance } from '../../helpers/instance.js';
import { CONTENT_DAMAGE } from './content-damage.js';
import { CONTEXT_DAMAGE } from './context-damage.js';
import { LOST_DECISIONS } from './lost-decisions.js';
import type { Story } from './story.js';

/** Something that must never happen, done by force, and the invariants that it breaks: these and no others. */
export interface Damage {
  what: string;
  breaks: string[];
  by: (instance: OwnInstance, story: Story) => Promise<void>;
}

export const DAMAGES: Damage[] = [...CONTEXT_DAMAGE, ...LOST_DECISIONS, ...CONTENT_DAMAGE];
