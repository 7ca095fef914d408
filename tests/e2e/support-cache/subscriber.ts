import { vi } from 'vitest';
import { z } from 'zod';
import type { Key } from '../../../src/domain/words.js';

const WAIT_MS = 10_000;

/** What Directus says over a WebSocket: how an authentication went, or what happened to some rows. */
const message = z.object({
  type: z.string(),
  status: z.string().optional(),
  event: z.string().optional(),
  data: z.array(z.looseObject({ id: z.union([z.string(), z.number()]) })).optional(),
});

/** Somebody who has subscribed to a collection on one server. */
export interface Subscriber {
  /** The ids of rows that were updated, once for each time, in the order in which it was told. */
  updated: Key[];
  close(): void;
}

/**
 * Opens a WebSocket to a server and subscribes to the changes of a collection.
 * @throws when the server does not agree within ten seconds
 */
export async function subscribe(url: string, token: string, collection: string): Promise<Subscriber> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/websocket`);
  const updated: Key[] = [];
  const events: string[] = [];
  socket.addEventListener('message', ({ data }) => {
    const { type, status, event, data: rows = [] } = message.parse(JSON.parse(String(data)));
    events.push(`${type} ${event ?? status ?? ''}`.trim());
    if (type === 'ping') socket.send(JSON.stringify({ type: 'pong' }));
    if (event === 'update') updated.push(...rows.map(({ id }) => id));
  });
  const told = (what: string) =>
    vi.waitUntil(() => events.includes(what), { timeout: WAIT_MS, interval: 20 });
  await vi.waitUntil(() => socket.readyState === WebSocket.OPEN, { timeout: WAIT_MS, interval: 20 });
  socket.send(JSON.stringify({ type: 'auth', access_token: token }));
  await told('auth ok');
  socket.send(JSON.stringify({ type: 'subscribe', collection, query: { fields: ['id'] } }));
  await told('subscription init');
  return { updated, close: () => socket.close() };
}
