import { SelfApprovalForbidden } from '../errors/index.js';
import type { Actor } from './words.js';

/** What of Directus' accountability says who is calling. */
interface CallerIdentity {
  user?: string | null;
  /** Access to the Studio, which only people have. */
  app?: boolean;
}

/**
 * Who acts. A user with Studio access is a human, one without is an ai, nobody at all (Flows) is the system.
 *
 * @param claimed what the request says about its actor type. It counts in one case: an API-only user may call
 *   itself `system`. Nobody can claim to be human.
 */
export function deriveActor(accountability: CallerIdentity | null, claimed?: unknown): Actor {
  const id = accountability?.user ?? null;
  if (id === null) return { id, type: 'system' };
  if (accountability?.app === true) return { id, type: 'human' };
  return { id, type: claimed === 'system' ? 'system' : 'ai' };
}

/**
 * Refuses decisions on one's own work: always for API-only users, for people if the operator wants it so.
 * An administrator is no exception.
 *
 * @param decision.versionAuthor the user who recorded the version, null if no user did
 * @throws SelfApprovalForbidden
 */
export function assertMayDecide(decision: {
  actor: Actor;
  versionAuthor: string | null;
  forbidSelfApproval: boolean;
}): void {
  const { actor, versionAuthor, forbidSelfApproval } = decision;
  if (actor.id === null || actor.id !== versionAuthor) return;
  if (actor.type !== 'human' || forbidSelfApproval) throw new SelfApprovalForbidden({ actor_id: actor.id });
}
