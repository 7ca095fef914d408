import { itemsAs, QUIETLY } from '../directus/items.js';
import { decide, type DecideArguments } from './decide.js';
import type { Decided } from './report-decisions.js';
import type { Announcement } from '../directus/announce.js';

/**
 * {@link decide} where no update of Directus is under way: writes the status itself, and has the versions
 * announced with it after the commit, as an update through Directus would have done.
 */
export async function decideOnRequest(
  args: Omit<DecideArguments, 'writeStatus'>,
): Promise<{ decided: Decided[]; announcements: Announcement[] }> {
  const versions = itemsAs(args.host, args.caller, 'artifact_versions', args.trx);
  const { report, writes, announcements } = await decide({
    ...args,
    writeStatus: async (ids, payload) => {
      await versions.updateMany([...ids], payload, QUIETLY);
    },
  });
  const echoes = writes.map(({ ids, payload }) => ({ collection: 'artifact_versions', keys: ids, payload }));
  return { decided: await report(), announcements: [...echoes, ...announcements] };
}
