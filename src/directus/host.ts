import type { Accountability, ApiExtensionContext, SchemaOverview } from '@directus/types';
import type { Settings } from '../domain/settings.js';

/** What Directus hands to an extension, with our settings already read. Made once per process by the entries. */
export interface Host extends Pick<ApiExtensionContext, 'services' | 'database' | 'logger' | 'getSchema'> {
  env: Record<string, unknown>;
  settings: Settings;
}

/** On whose behalf a command runs, and the schema of this request (fetched before any transaction opens). */
export interface Caller {
  accountability: Accountability | null;
  schema: SchemaOverview;
}
