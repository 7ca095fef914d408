import { computed, ref, shallowRef, type ComputedRef, type Ref } from 'vue';
import { DECISIONS, type ReviewAction } from '../../app/decide/decisions.js';
import { rememberReason } from '../../app/decide/recent-reasons.js';
import { momentOf } from '../../app/freezes/moment.js';
import { Refused, type Client } from '../../app/registry/client.js';
import type { Failure } from '../../app/registry/failure.js';
import { randomKey } from '../../app/registry/random-key.js';
import type { Decided, VersionDetail } from '../../app/registry/rows.js';

/** Deciding on the version that is on the screen. */
export interface Decision {
  /** What is typed; it survives everything but a decision that was taken. */
  reason: Ref<string>;
  /** When what is approved goes live, as the field for day and time holds it; empty: as usual. */
  promoteAt: Ref<string>;
  /** Chosen with a letter, not yet confirmed. */
  armed: Ref<ReviewAction | null>;
  busy: Ref<boolean>;
  /** A decision was tried that needs a reason, and there is none. */
  reasonMissing: ComputedRef<boolean>;
  failure: Ref<Failure | null>;
  /** What was decided here, with what followed from it. */
  done: Ref<{ action: ReviewAction; result: Decided } | null>;
  decide: (action: ReviewAction) => Promise<void>;
  /** For another version: nothing of the last one remains. */
  reset: () => void;
}

/**
 * @param version the version as it is on the screen: its content hash goes along, so that nobody approves what they
 *   have not seen
 * @param after what to read again: `decided` here, or `refused`, perhaps because somebody else was faster
 */
export function useDecision(
  client: Client,
  version: () => VersionDetail | null,
  after: { decided: () => Promise<void>; refused: () => Promise<void> },
): Decision {
  const reason = ref('');
  const promoteAt = ref('');
  const armed = ref<ReviewAction | null>(null);
  const busy = ref(false);
  const tried = ref<ReviewAction | null>(null);
  const failure = shallowRef<Failure | null>(null);
  const done = shallowRef<{ action: ReviewAction; result: Decided } | null>(null);
  const lacksReason = (action: ReviewAction) => DECISIONS[action].needsReason && reason.value.trim() === '';

  const decide = async (action: ReviewAction) => {
    const shown = version();
    if (shown === null || busy.value) return;
    armed.value = action;
    tried.value = action;
    if (lacksReason(action)) return;
    busy.value = true;
    failure.value = null;
    try {
      const text = reason.value.trim();
      const promote_at = action === 'approve' ? momentOf(promoteAt.value) : null;
      const result = await sendTwice(client, {
        version_id: shown.id,
        action,
        ...(text === '' ? {} : { reason: text }),
        ...(promote_at === null ? {} : { promote_at }),
        ...(shown.content_hash === null ? {} : { content_hash: shown.content_hash }),
      });
      rememberReason(text);
      done.value = { action, result };
      reason.value = '';
      promoteAt.value = '';
      armed.value = null;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      failure.value = error.failure;
    } finally {
      busy.value = false;
    }
    await (failure.value === null ? after.decided() : after.refused());
  };

  const reset = () => {
    reason.value = '';
    promoteAt.value = '';
    armed.value = null;
    tried.value = null;
    failure.value = null;
    done.value = null;
  };

  const reasonMissing = computed(
    () => tried.value !== null && tried.value === armed.value && lacksReason(tried.value),
  );
  return { reason, promoteAt, armed, busy, reasonMissing, failure, done, decide, reset };
}

/** Once more with the same key when no answer came: whatever the first attempt did, it is done once. */
async function sendTwice(client: Client, decision: object): Promise<Decided> {
  const key = randomKey();
  try {
    return await client.post<Decided>('/artifacts/decisions', decision, key);
  } catch (error) {
    if (!(error instanceof Refused) || error.failure.code !== 'NETWORK') throw error;
    return client.post<Decided>('/artifacts/decisions', decision, key);
  }
}
