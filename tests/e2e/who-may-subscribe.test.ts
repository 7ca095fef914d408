import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { as } from '../helpers/api.js';
import { startInstance, vendors } from '../helpers/instance.js';
import type { OwnInstance } from '../helpers/instance.js';
import { pendingVersion, setStatus } from '../helpers/sample.js';
import { makeCallers, WHO } from './support-who-may/callers.js';
import type { Callers } from './support-who-may/callers.js';

const WAIT_MS = 10_000;

/** Who is told of a decision over which WebSocket; over REST’s it is on the version that is shared, over GraphQL’s on another. */
const TABLE = {
  //           nobody expired revoked shared blind reader agent reviewer admin
  rest: '        -    -       -       told   -     told   told  told     told',
  graphql: '     -    -       -       -      -     told   told  told     told',
};

// Directus asks its permissions for each message, whatever the database.
describe.each(vendors.slice(0, 1))('who may subscribe to versions on %s', (vendor) => {
  let instance: OwnInstance;
  let callers: Callers;
  let versionId: string;

  beforeAll(async () => {
    instance = await startInstance({
      vendor,
      env: { WEBSOCKETS_ENABLED: 'true', WEBSOCKETS_REST_AUTH: 'handshake' },
    });
    versionId = (await pendingVersion(instance)).version.id;
    callers = await makeCallers(instance, versionId);
  });
  afterAll(() => instance.stop());

  /** Subscribes as directly as the protocol allows, and keeps all that is said. */
  function listen(
    protocol: keyof typeof TABLE,
    token: string | null,
  ): { heard: string[]; close: () => void } {
    const base = instance.url.replace('http', 'ws');
    const socket =
      protocol === 'rest'
        ? new WebSocket(`${base}/websocket`)
        : new WebSocket(`${base}/graphql`, 'graphql-transport-ws');
    const heard: string[] = [];
    const say = (message: object) =>
      socket.readyState === WebSocket.OPEN && socket.send(JSON.stringify(message));
    const subscribe = () =>
      protocol === 'rest'
        ? say({ type: 'subscribe', collection: 'artifact_versions', query: { fields: ['id', 'value'] } })
        : say({
            ...{ id: '1', type: 'subscribe' },
            payload: { query: 'subscription { artifact_versions_mutated { key event data { id value } } }' },
          });
    socket.addEventListener('open', () => {
      if (protocol === 'graphql') say({ type: 'connection_init', payload: { access_token: token } });
      else if (token === null) subscribe();
      else say({ type: 'auth', access_token: token });
    });
    socket.addEventListener('message', ({ data }) => {
      const text = String(data);
      heard.push(text);
      if (/"connection_ack"|"type":"auth"/.test(text)) subscribe();
    });
    socket.addEventListener('close', () => heard.push('closed'));
    socket.addEventListener('error', () => heard.push('closed'));
    return { heard, close: () => socket.close() };
  }

  test.each(['rest', 'graphql'] as const)('over the WebSocket of %s', async (protocol) => {
    const { version } = await pendingVersion(instance);
    const watched = protocol === 'rest' ? versionId : version.id;
    const listeners = WHO.map((who) => ({ who, ...listen(protocol, callers[who].token) }));
    // Everybody was let in, or turned away, before something happens.
    await vi.waitUntil(() => listeners.every(({ heard }) => heard.length > 0), {
      timeout: WAIT_MS,
      interval: 20,
    });
    const reviewer = as(instance.url, instance.reviewer.token);
    const admin = listeners.at(-1)!;
    await vi.waitUntil(
      async () => {
        await as(instance.url, instance.admin.token).patch(`/items/artifact_versions/${watched}`, {
          summary: 'x',
        });
        return admin.heard.some((text) => text.includes(watched));
      },
      { timeout: WAIT_MS, interval: 100 },
    );
    expect((await setStatus(reviewer, watched, 'approved')).status).toBe(200);
    const isTold = ({ heard }: { heard: string[] }) => heard.some((text) => text.includes(watched));
    const expected = TABLE[protocol].trim().split(/\s+/);
    await vi
      .waitUntil(() => listeners.filter(isTold).length >= expected.filter((word) => word === 'told').length, {
        timeout: WAIT_MS,
        interval: 20,
      })
      .catch(() => undefined);
    const cells = listeners.map((one) => [one.who, isTold(one) ? 'told' : '-']);
    for (const { close } of listeners) close();
    expect(
      Object.fromEntries(cells),
      JSON.stringify(listeners.map(({ who, heard }) => [who, heard.slice(0, 2)])),
    ).toEqual(Object.fromEntries(WHO.map((who, index) => [who, expected[index]])));
  });
});
