import type { Freeze } from '../../domain/freezes.js';
import type { Key } from '../../domain/words.js';
import { type Client, Refused } from '../registry/client.js';

/**
 * What is frozen in a project now. Nothing for somebody who may not know, or when it cannot be read: what goes live is
 * for the server to decide, and the page is there without it.
 */
export async function readFreezes(client: Client, projectId: Key): Promise<Freeze[]> {
  try {
    return await client.get<Freeze[]>(`/artifacts/projects/${encodeURIComponent(projectId)}/freezes`);
  } catch (error) {
    if (error instanceof Refused) return [];
    throw error;
  }
}
