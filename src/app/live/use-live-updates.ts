import { useStores } from '@directus/extensions-sdk';
import { onBeforeUnmount, onMounted, shallowRef, type Ref } from 'vue';
import { followCollection } from './follow-collection.js';
import { webSocketUrl } from './web-socket-url.js';

/** How pages without a WebSocket find out, in milliseconds. */
const POLL_EVERY = 15_000;
/** Changes that come in a row (a bulk decision) are one reason to read again. */
const SETTLE = 300;

/**
 * Calls back when something in the collection has changed, as long as the page is open: at once through the
 * WebSocket of Directus where the operator has it on, else by asking every 15 seconds, while the tab is visible.
 *
 * @returns whether the WebSocket is connected
 */
export function useLiveUpdates(collection: string, onChange: () => void): { connected: Ref<boolean> } {
  const stores: Record<string, () => unknown> = useStores();
  const server = stores['useServerStore']?.();
  const connected = shallowRef(false);
  let settling: ReturnType<typeof setTimeout> | undefined;
  let polling: ReturnType<typeof setInterval> | undefined;
  let leave: (() => void) | undefined;
  const changed = () => {
    clearTimeout(settling);
    settling = setTimeout(onChange, SETTLE);
  };
  const pollIfBlind = () => {
    if (!connected.value && document.visibilityState === 'visible') onChange();
  };
  onMounted(() => {
    const url = webSocketUrl(server, document.baseURI);
    if (url !== null) leave = followCollection(url, collection, changed, (is) => (connected.value = is));
    polling = setInterval(pollIfBlind, POLL_EVERY);
  });
  onBeforeUnmount(() => {
    clearTimeout(settling);
    clearInterval(polling);
    leave?.();
  });
  return { connected };
}
