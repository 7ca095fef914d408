import type { ApiExtensionContext } from '@directus/types';
import { readSettings } from '../domain/settings.js';
import type { Host } from './host.js';

/**
 * Reads the settings and keeps what commands need of an extension's context.
 *
 * @throws Error naming the variable when a setting is wrong: better no start than a rule nobody asked for
 */
export function makeHost(context: ApiExtensionContext): Host {
  const { services, database, logger, getSchema } = context;
  const env: Record<string, unknown> = context.env;
  return { services, database, logger, getSchema, env, settings: readSettings(env) };
}
