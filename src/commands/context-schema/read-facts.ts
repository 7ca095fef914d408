import type { Knex } from 'knex';
import { isRaster } from '../../domain/context-schema/check-files.js';
import { HEAD_BYTES, measureImage, sniffMime } from '../../domain/context-schema/read-file-facts.js';
import type { FileFacts } from '../../domain/context-schema/words.js';
import { readHead } from '../../directus/read-head.js';
import type { Caller, Host } from '../../directus/host.js';
import { fileLabels, readFingerprints } from '../../store/files.js';
import { LeastRecent } from '../../domain/least-recent.js';
import { TookTooLong, withTimeLimit } from './time-limit.js';

const MEASURE_MS = 250;
const cache = new LeastRecent<Omit<FileFacts, 'name'>>(5000);

/**
 * What files are by their bytes, in the order of `ids`; a file that does not exist is left out. Only the start of a
 * file is read, and of what has not changed since, nothing. Does not look at the rights of the caller.
 */
export async function readFacts(
  context: { host: Host; caller: Caller; knex: Knex },
  ids: string[],
): Promise<FileFacts[]> {
  const fingerprints = await readFingerprints(context.knex, ids);
  const labels = await fileLabels(context.knex, ids);
  const facts: FileFacts[] = [];
  for (const id of ids) {
    const label = labels.get(id);
    if (label === undefined) continue;
    const key = JSON.stringify([id, fingerprints.get(id), label.type]);
    const known = cache.get(key) ?? (await examine(context, id, label.type));
    cache.set(key, known);
    facts.push({ ...known, name: label.name });
  }
  return facts;
}

async function examine(
  { host, caller, knex }: { host: Host; caller: Caller; knex: Knex },
  id: string,
  declared: string | null,
): Promise<Omit<FileFacts, 'name'>> {
  const { head, size } = await readHead(host, caller, { id, limit: HEAD_BYTES, knex });
  const mime = await sniffMime(head, declared);
  return { file_id: id, size, mime, dimensions: isRaster(mime) ? measure(head) : null };
}

function measure(head: Uint8Array): FileFacts['dimensions'] {
  try {
    return withTimeLimit(MEASURE_MS, () => measureImage(head));
  } catch (error) {
    if (error instanceof TookTooLong) return null;
    throw error;
  }
}
