import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { as } from '../helpers/api.js';
import { type OwnInstance, startInstance, vendors } from '../helpers/instance.js';
import { createProject, pendingVersion } from '../helpers/sample.js';
import { decide, outboxOf, settledOutbox, TEST_PACE } from './support-callbacks/outbox.js';
import { SIGNATURE } from './support-callbacks/receiver.js';

const BODY = 'whatever';
const LENGTH = (bytes: number) => `HTTP/1.1 200 OK\r\nContent-Length: ${bytes}\r\n\r\n`;

/** What a receiver writes to the connection, and what is made of it. */
const LIES: Record<string, { say: (socket: Socket) => void; result: Record<string, unknown> }> = {
  'garbage-with-200': {
    say: (socket) => socket.end(`${LENGTH(3)}\0\xff\xfe`, 'latin1'),
    result: { status: 'delivered', last_status: 200 },
  },
  'a-longer-length': { say: (socket) => socket.end(LENGTH(1e9) + BODY), result: { status: 'delivered' } },
  'a-shorter-length': { say: (socket) => socket.end(LENGTH(2) + BODY), result: { status: 'delivered' } },
  endless: {
    say: (socket) => {
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
      const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
      const more = () => {
        while (!socket.destroyed && socket.write(chunk));
        socket.once('drain', more);
      };
      more();
    },
    result: { status: 'delivered' },
  },
  'no-HTTP': { say: (socket) => socket.end('220 mail.example.com ESMTP\r\n'), result: { status: 'pending' } },
  'endless-headers': {
    say: (socket) => {
      socket.write(`HTTP/1.1 200 OK\r\n${'X-More: and more\r\n'.repeat(10_000)}`);
    },
    result: { status: 'pending' },
  },
  'another-protocol': {
    say: (socket) =>
      socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'),
    result: { status: 'pending' },
  },
  'two-answers': { say: (socket) => socket.end(LENGTH(0) + LENGTH(0)), result: { status: 'delivered' } },
  'please-wait': {
    say: (socket) =>
      socket.end('HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n'),
    result: { status: 'pending', last_status: 429 },
  },
  elsewhere: {
    say: (socket) =>
      socket.end(
        'HTTP/1.1 307 Temporary Redirect\r\nLocation: http://169.254.169.254/latest/\r\nContent-Length: 0\r\n\r\n',
      ),
    result: { status: 'pending', last_status: 307 },
  },
};

describe('receivers that mean harm', () => {
  const seen: string[] = [];
  let liar: Server;
  let instance: OwnInstance;
  let origin: string;

  beforeAll(async () => {
    liar = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', (data) => {
        const [, path = ''] = /^POST \/([^? ]*)/.exec(data.toString('latin1')) ?? [];
        seen.push(path);
        LIES[path]?.say(socket);
      });
    });
    await new Promise<void>((resolve) => liar.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(liar.address() as AddressInfo).port}`;
    const env = { ARTIFACTS_CALLBACK_ALLOW: `${origin},https://n8n.example.com`, ...TEST_PACE };
    instance = await startInstance({ vendor: vendors[0]!, env });
  });
  afterAll(async () => {
    await instance.stop();
    liar.close();
  });

  test.each(Object.entries(LIES))('%s harms nobody', async (name, { result }) => {
    const callback_url = `${origin}/${name}?signature=${SIGNATURE}`;
    const { version } = await pendingVersion(instance, { callback_url });
    await decide(instance, version.id, 'approve');
    const from = Date.now();
    if (result['status'] === 'delivered') await settledOutbox(instance, version.id);
    else
      await expect
        .poll(() => seen.filter((path) => path === name).length, { timeout: 20_000 })
        .toBeGreaterThan(1);
    expect(Date.now() - from).toBeLessThan(9000); // the time limit would end it, too
    expect(await outboxOf(instance, version.id)).toMatchObject([result]);
    await instance.knex('artifact_callbacks').where({ artifact_version_id: version.id }).delete();
    expect((await as(instance.url, instance.agent.token).get('/server/ping')).status).toBe(200);
    expect(instance.logs()).not.toContain(SIGNATURE);
  });

  test('whatever an address looks like, only a listed origin is taken', async () => {
    const { port } = new URL(origin);
    const project_id = await createProject(instance);
    const agent = as(instance.url, instance.agent.token);
    const addresses = {
      'another port': `http://127.0.0.1:${Number(port) - 1}/`,
      'no port': 'http://127.0.0.1/',
      'a name for it': `http://localhost:${port}/`,
      'a public name that leads to it': `http://localtest.me:${port}/`,
      'another address of the same machine': `http://127.0.0.2:${port}/`,
      'an IPv4 address in IPv6': `http://[::ffff:127.0.0.1]:${port}/`,
      'the same address in IPv6': `http://[::1]:${port}/`,
      'any address': `http://0.0.0.0:${port}/`,
      'the address of secrets': 'http://169.254.169.254/latest/meta-data/',
      'another scheme': `https://127.0.0.1:${port}/`,
      'a file': 'file:///etc/passwd',
      'a blob of a listed origin': 'blob:https://n8n.example.com/6a1c2b1e-0000-4000-8000-000000000000',
      'a listed origin in a data URL': 'data:text/plain,https://n8n.example.com/',
      'a trailing dot': 'https://n8n.example.com./hook',
      'a longer name': 'https://n8n.example.com.evil.example/hook',
      'a shorter name': 'https://example.com/hook',
      'a listed name as user': 'https://n8n.example.com@evil.example/hook',
      'a listed name as user, escaped': 'https://n8n.example.com%40evil.example/hook',
      'a user on a listed name': 'https://user@n8n.example.com/hook',
      'a backslash': 'https://evil.example\\@n8n.example.com/hook',
      'a Cyrillic letter': 'https://n8n.exаmple.com/hook',
      'the same in punycode': 'https://n8n.xn--exmple-4nf.com/hook',
      'a bare path': '//n8n.example.com/hook',
    };
    for (const [name, callback_url] of Object.entries(addresses)) {
      const input = { project_id, schema_key: 'a', value: name, callback_url };
      const replies = [
        await agent.post('/artifacts/versions', input),
        await agent.post('/artifacts/callbacks/test', { url: callback_url }),
        await agent.post('/artifacts/subscriptions', { project_id, url: callback_url }),
      ];
      expect([name, ...replies.map(({ status }) => status)]).toEqual([name, 400, 400, 400]);
    }
    expect(await instance.knex('artifact_versions').where({ project_id })).toEqual([]);
  });

  test('other ways to write a listed origin are the same origin', async () => {
    const { port } = new URL(origin);
    const project_id = await createProject(instance);
    const agent = as(instance.url, instance.agent.token);
    for (const host of ['2130706433', '0177.0.0.1', '0x7f.1', '127.1']) {
      const callback_url = `HTTP://${host}:${port}/garbage-with-200`;
      const input = { project_id, schema_key: 'a', value: host, callback_url };
      expect((await agent.post('/artifacts/versions', input)).status).toBe(201);
    }
  });
});
