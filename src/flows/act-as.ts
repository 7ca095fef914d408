import type { Accountability } from '@directus/types';
import { InvalidPayload } from '../errors/index.js';

/** Everything is permitted, and nobody did it: to the audit log that is the system. */
const FULL_ACCESS: Accountability = { user: null, role: null, roles: [], admin: true, app: true, ip: null };

/**
 * On whose behalf an operation acts: that of whoever triggered the Flow, or with `$full` nobody's, without
 * permission checks. Without a trigger by somebody (a schedule) it is nobody's, too.
 *
 * Always a copy: filters know our own announcements by the very object, and a Flow that one of those has triggered
 * must not be taken for one.
 *
 * @throws InvalidPayload
 */
export function actAs(permissions: unknown, triggeredBy: Accountability | null): Accountability | null {
  if (permissions === '$full') return { ...FULL_ACCESS };
  if (permissions === undefined || permissions === '$trigger')
    return triggeredBy === null ? null : { ...triggeredBy };
  throw new InvalidPayload({
    field: 'permissions',
    reason: '"permissions" must be "$trigger" or "$full"',
  });
}
