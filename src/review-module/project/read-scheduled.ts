import { type Client, Refused } from '../../app/registry/client.js';
import type { Key, Timestamp, Version } from '../../domain/words.js';

/** An approved version that goes live at a time of its own. */
export type ScheduledRow = Pick<Version, 'id' | 'schema_key' | 'version_number'> & { promote_at: Timestamp };

const MOST = 200;

/** What of a project goes live by itself at a time, the soonest first. Nothing for somebody who may not read it. */
export async function readScheduled(client: Client, projectId: Key): Promise<ScheduledRow[]> {
  try {
    return await client.get<ScheduledRow[]>('/items/artifact_versions', {
      fields: 'id,schema_key,version_number,promote_at',
      filter: {
        _and: [
          { project_id: { _eq: projectId } },
          { status: { _eq: 'approved' } },
          { promoted_context_version: { _null: true } },
          { promote_at: { _nnull: true } },
        ],
      },
      sort: 'promote_at,schema_key',
      limit: MOST,
    });
  } catch (error) {
    if (error instanceof Refused) return [];
    throw error;
  }
}
