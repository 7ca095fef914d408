import { onMounted, shallowRef, type Ref } from 'vue';
import { useLiveUpdates } from '../app/live/use-live-updates.js';
import { Refused, type Client } from '../app/registry/client.js';
import type { ApprovalEntry, VersionStatus } from '../domain/words.js';

/** What is stored of a version's status. */
interface Stored {
  status: VersionStatus;
  /** The newest entry that says how it came to be so, in an array of one; empty while nobody has decided. */
  approvals: Pick<ApprovalEntry, 'action' | 'actor_id' | 'reason' | 'date_created'>[];
}

/** Without approvals that policies count while others are missing: they belong to no decision. */
const DECIDED = {
  action: { _in: ['approve', 'reject', 'revoke', 'supersede'] },
  decision_id: { _nnull: true },
};

/** Follows the status of a version while its form is open. `stored` is null until it is read. */
export function useStoredStatus(
  client: Client,
  id: string,
): { stored: Ref<Stored | null>; look: () => Promise<void> } {
  const stored = shallowRef<Stored | null>(null);
  const look = async () => {
    try {
      stored.value = await client.get<Stored>(`/items/artifact_versions/${id}`, {
        fields: 'status,approvals.action,approvals.actor_id,approvals.reason,approvals.date_created',
        deep: { approvals: { _filter: DECIDED, _sort: '-sequence', _limit: 1 } },
      });
    } catch (error) {
      // Whoever may not read the log still has a form; saving will tell what is wrong.
      if (!(error instanceof Refused)) throw error;
    }
  };
  onMounted(look);
  useLiveUpdates('artifact_versions', () => void look());
  return { stored, look };
}
