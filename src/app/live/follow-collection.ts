/** Pauses before the next attempt to connect, in milliseconds; the last one repeats. */
const PAUSES = [1_000, 5_000, 30_000];

/**
 * Follows a collection through the WebSocket of Directus, which knows the user by the Studio's session cookie.
 * Connects again when the connection is lost. Every connection counts as a change: something may have been missed.
 *
 * @returns ends it
 */
export function followCollection(
  url: string,
  collection: string,
  onChange: () => void,
  onConnected: (connected: boolean) => void,
): () => void {
  let ended = false;
  let attempts = 0;
  let socket: WebSocket | undefined;
  let again: ReturnType<typeof setTimeout> | undefined;

  const connect = () => {
    socket = new WebSocket(url);
    const mine = socket;
    mine.addEventListener('open', () => {
      // One id is enough: what has changed is read by the page itself.
      mine.send(JSON.stringify({ type: 'subscribe', collection, query: { fields: ['id'], limit: 1 } }));
    });
    mine.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      const { type, event } = readMessage(data);
      if (type === 'ping') mine.send(JSON.stringify({ type: 'pong' }));
      if (type !== 'subscription') return;
      if (event === 'init') {
        onConnected(true);
        attempts = 0;
      }
      // Also at the start: nobody tells what has changed between the page's first reading and now.
      onChange();
    });
    mine.addEventListener('close', () => {
      onConnected(false);
      if (ended) return;
      again = setTimeout(connect, PAUSES[Math.min(attempts++, PAUSES.length - 1)]);
    });
  };

  connect();
  return () => {
    ended = true;
    clearTimeout(again);
    socket?.close();
  };
}

function readMessage(data: unknown): { type?: unknown; event?: unknown } {
  if (typeof data !== 'string') return {};
  const message: unknown = JSON.parse(data);
  return typeof message === 'object' && message !== null ? message : {};
}
