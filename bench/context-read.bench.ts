import { expect, test } from 'vitest';
import { as } from '../tests/helpers/api.js';
import { benchInstance, benchVendors, roundsOf } from './support/bench-setup.js';
import { liveProject } from './support/live-project.js';
import { isMet, keep, round, timingRow } from './support/results.js';
import { sideBySide } from './support/side-by-side.js';

const KEYS = 1000;

test.each(benchVendors)('reading a context against reading the item, on %s', async (vendor) => {
  const rounds = { rounds: roundsOf(vendor, { first: 20, full: 200 }), warmUp: 10 };
  const instance = benchInstance(vendor);
  const project = String(await liveProject(instance, KEYS));
  const admin = as(instance.url, instance.admin.token);
  const path = `/artifacts/projects/${project}/context`;
  const etag = (await admin.get(path)).headers.get('etag') ?? '';
  const unchanged = () => admin.get(path, { 'If-None-Match': etag });
  const onePath = () => admin.get(`${path}?paths=k0.a`);
  const item = () => admin.get(`/items/projects/${project}?fields=context`);
  expect((await unchanged()).status).toBe(304);

  const bytesOf = async (read: typeof item) => {
    const { headers, body } = await read();
    const head = [...headers].map(([name, value]) => `${name}: ${value}\r\n`).join('');
    return head.length + JSON.stringify(body).length;
  };
  const bytes = { unchanged: await bytesOf(unchanged), item: await bytesOf(item) };
  const share = round(bytes.unchanged / bytes.item);
  const fewer = { at: '<=', ratio: 0.01 } as const;
  const against = 'GET of the item with its context';
  await keep(
    [
      timingRow(
        { name: `context of ${KEYS} keys, unchanged`, against, one: 'context', other: 'item' },
        await sideBySide(unchanged, item, rounds),
        { at: '<=', ratio: 0.3 },
      ),
      timingRow(
        { name: `one path of a context of ${KEYS} keys`, against, one: 'path', other: 'item' },
        await sideBySide(onePath, item, rounds),
        { at: '<=', ratio: 0.5 },
      ),
      {
        name: `bytes of a context of ${KEYS} keys, unchanged`,
        against,
        ratio: share,
        goal: fewer,
        met: isMet(share, fewer),
        spread: [share, share],
        figures: { 'unchanged bytes': bytes.unchanged, 'item bytes': bytes.item },
      },
    ],
    vendor,
  );
});
