import { shallowRef, type Ref } from 'vue';
import { Refused, type Client } from '../../app/registry/client.js';
import type { VersionDetail } from '../../app/registry/rows.js';
import { howItMoved, type Moved } from '../../app/decide/how-it-moved.js';

/** What others did to the version while it was on the screen. */
export interface MovedOn {
  notice: Ref<Moved | null>;
  /** Compares with what the server has now; when it moved, reads everything and says so. */
  look: (client: Client, id: string) => Promise<void>;
  /** Reads everything again, and says what somebody else did to it. */
  readAgain: () => Promise<void>;
  reset: () => void;
}

export function useMovedOn(shown: Readonly<Ref<VersionDetail | null>>, load: () => Promise<void>): MovedOn {
  const notice = shallowRef<Moved | null>(null);

  const readAgain = async () => {
    const before = shown.value;
    await load();
    const after = shown.value;
    if (before !== null && after !== null) notice.value = howItMoved(before, after) ?? notice.value;
  };

  return {
    notice,
    look: async (client, id) => {
      const before = shown.value;
      if (before?.id !== id) return;
      try {
        const fields = 'status,content_hash';
        const now = await client.get<Pick<VersionDetail, 'status' | 'content_hash'>>(
          `/items/artifact_versions/${id}`,
          { fields },
        );
        if (shown.value === before && howItMoved(before, now) !== null) await readAgain();
      } catch (error) {
        // It could be read a moment ago; deciding will tell what is wrong.
        if (!(error instanceof Refused)) throw error;
      }
    },
    readAgain,
    reset: () => (notice.value = null),
  };
}
