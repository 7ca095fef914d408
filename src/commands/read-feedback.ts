import type { Json, Key } from '../domain/words.js';
import type { Caller, Host } from '../directus/host.js';
import { readHistory } from './read-history.js';

/**
 * What reviewers said against earlier attempts, newest first: for the prompt of the next one.
 *
 * @throws Forbidden when the caller may not read the project or the log
 */
export async function readFeedback(args: {
  host: Host;
  caller: Caller;
  projectId: Key;
  schemaKey?: string | undefined;
  limit: number;
}): Promise<Json[]> {
  const { entries } = await readHistory({ ...args, action: ['reject', 'request_changes', 'revoke'] });
  return entries.map((entry) => {
    const said = entry as Record<string, Json>;
    return {
      schema_key: said['schema_key'] ?? null,
      version_id: said['artifact_version_id'] ?? null,
      version_number: said['version_number'] ?? null,
      action: said['action'] ?? null,
      reason: said['reason'] ?? null,
      feedback: said['feedback'] ?? null,
      actor_type: said['actor_type'] ?? null,
      content_hash: said['content_hash'] ?? null,
      date_created: said['date_created'] ?? null,
    };
  });
}
