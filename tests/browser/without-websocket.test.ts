import { afterAll, beforeAll, expect, test } from 'vitest';
import { approve, valueToReview } from './support/northwind.js';
import { openStudio, type Studio } from './support/studio.js';

/** The module asks every 15 seconds; a busy machine may take some more. */
const POLLED = { timeout: 40_000 };

let studio: Studio;
beforeAll(async () => {
  studio = await openStudio({ WEBSOCKETS_ENABLED: 'false' });
});
afterAll(async () => {
  await studio.close();
});

test('with the WebSocket off the queue says that it asks, and takes in what happens elsewhere', async () => {
  const page = await studio.open('/content');
  const sockets: string[] = [];
  page.on('websocket', (socket) => sockets.push(socket.url()));
  await page.goto(`${studio.instance.url}/admin/artifacts/queue?key=copy`);
  await page.getByText('Every 15 seconds', { exact: true }).waitFor();
  await page.getByText('No version matches').waitFor();
  const { version } = await valueToReview(studio.instance, { headline: 'New' });
  await page.getByText(version.schema_key).waitFor(POLLED);
  await approve(studio.instance, version.id);
  await page.getByText('No version matches').waitFor(POLLED);
  expect(sockets).toEqual([]);
});
