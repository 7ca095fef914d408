import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSettings } from '../../../src/domain/settings.js';
import { inRepository } from '../../../scripts/lib/paths.js';

const SOURCES = ['env', 'api'].map((name) => inRepository(`node_modules/@directus/${name}/dist`));

/** Every word in capitals that the sources of the installed Directus contain: it reads variables by literal names. */
export function wordsOfDirectus(): Set<string> {
  const words = new Set<string>();
  for (const folder of SOURCES) {
    for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (!path.endsWith('.js')) continue;
      const text = readFileSync(join(folder, path), 'utf8');
      for (const [word] of text.matchAll(/\b[A-Z][A-Z0-9_]+\b/g)) words.add(word);
    }
  }
  return words;
}

/** The variables that the extension reads, as it asks for them. */
export function ownVariables(): string[] {
  const asked = new Set<string>();
  const environment = new Proxy<Record<string, unknown>>(
    {},
    {
      get: (_, name) => {
        asked.add(String(name));
        return undefined;
      },
    },
  );
  readSettings(environment);
  return [...asked];
}

/** What the other images document and docker-compose.yml uses, by the beginning of the image's name. */
export const VARIABLES_OF_IMAGES: Record<string, string[]> = {
  'postgres:': ['POSTGRES_DB', 'POSTGRES_USER', 'POSTGRES_PASSWORD'],
  // For our own command line and health check; the image reads none.
  'redis:': ['REDIS_PASSWORD'],
  'n8nio/n8n:': ['N8N_ENCRYPTION_KEY', 'WEBHOOK_URL', 'N8N_DIAGNOSTICS_ENABLED'],
  'nginxinc/nginx-unprivileged:': [],
};
