import { howItMoved } from '../../app/decide/how-it-moved.js';
import { Refused, type Client } from '../../app/registry/client.js';
import type { Failure } from '../../app/registry/failure.js';
import type { VersionRow } from '../../app/registry/rows.js';

/**
 * Which of the versions kept a decision about all of them from being taken: those that were decided on or changed since
 * they were read, and the one that the refusal names, if it does. Never rejects: without an answer it names none.
 */
export async function findCulprits(
  client: Client,
  rows: readonly VersionRow[],
  failure: Failure,
): Promise<VersionRow[]> {
  const now = new Map<string, Pick<VersionRow, 'id' | 'status' | 'content_hash'>>();
  try {
    const read = await client.get<Pick<VersionRow, 'id' | 'status' | 'content_hash'>[]>(
      '/items/artifact_versions',
      {
        fields: 'id,status,content_hash',
        filter: { id: { _in: rows.map(({ id }) => id) } },
        limit: rows.length,
      },
    );
    for (const version of read) now.set(version.id, version);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
  }
  return rows.filter((row) => {
    const version = now.get(row.id);
    const moved = version !== undefined && howItMoved(row, version) !== null;
    return moved || failure.extensions['version_id'] === row.id;
  });
}
