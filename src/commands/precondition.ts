import type { Project } from '../domain/words.js';
import { ContextVersionConflict, InvalidPayload, PreconditionFailed } from '../errors/index.js';

/** A context version the caller insists on; `from` decides between 412 (header) and 409 (body). */
export interface Precondition {
  version: number | 'any';
  from: 'header' | 'body';
}

/**
 * Compares the caller's precondition with the locked project, before anything else is looked at.
 *
 * @throws PreconditionFailed (header) or ContextVersionConflict (body), both with `expected` and `current`
 * @throws InvalidPayload when the precondition would have to hold for several projects at once
 */
export function assertContextVersion(projects: Project[], precondition: Precondition | undefined): void {
  if (precondition === undefined) return;
  const [project, ...others] = projects;
  if (project === undefined) return;
  if (others.length > 0) {
    throw new InvalidPayload({
      field: 'if_match',
      reason: 'if_match speaks of one project; these versions belong to several',
    });
  }
  if (precondition.version === 'any' || precondition.version === project.context_version) return;
  const versions = { expected: precondition.version, current: project.context_version };
  throw precondition.from === 'header'
    ? new PreconditionFailed(versions)
    : new ContextVersionConflict(versions);
}
