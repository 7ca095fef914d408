import type { Accountability, SchemaOverview } from '@directus/types';
import type { Caller } from './host.js';

/**
 * A user as Directus would see them if they were calling, to ask it what they may read and do. Nothing may be written
 * like this: nobody has asked for it.
 */
export function actingAs(
  user: { id: string; role: string | null; roles: string[]; admin: boolean },
  schema: SchemaOverview,
): Caller {
  const accountability: Accountability = {
    user: user.id,
    role: user.role,
    roles: user.roles,
    admin: user.admin,
    app: true,
    ip: null,
  };
  return { accountability, schema };
}
