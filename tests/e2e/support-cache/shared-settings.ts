import { compose } from '../../domain/support-compose/compose-file.js';
import { STATUS_HEADER } from './reads.js';

/** Of docker-compose.yml, what makes several processes one installation; the address of Redis is the test's own. */
const SHARED = [
  'CACHE_ENABLED',
  'CACHE_STORE',
  'CACHE_AUTO_PURGE',
  'SYNCHRONIZATION_STORE',
  'WEBSOCKETS_ENABLED',
];

/** Settings of each of several servers that are one installation, as in docker-compose.yml, on that Redis. */
export function sharedSettings(redisUrl: string): Record<string, string> {
  const { environment } = compose.services['directus']!;
  const shared = SHARED.map(
    (name) => [name, environment[name] ?? `docker-compose.yml has no ${name}`] as const,
  );
  return { ...Object.fromEntries(shared), REDIS: redisUrl, CACHE_STATUS_HEADER: STATUS_HEADER };
}
