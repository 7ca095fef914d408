import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { as } from '../helpers/api.js';
import { type OwnInstance, startInstance, vendors } from '../helpers/instance.js';
import { times } from './support-concurrency/race.js';
import { newProject } from './support-http/new-project.js';
import { Mailbox, readLetter } from './support-notifications/mailbox.js';
import {
  comesDue,
  setReviewing,
  toldTo,
  untilDone,
  untilLooked,
  untilTold,
  versionsToldTo,
} from './support-notifications/told.js';

const SLOW = { timeout: 300_000 };

/** Has a killed server's versions be free for others now, and not only in a minute. */
async function freeNow({ knex }: OwnInstance): Promise<void> {
  await knex('artifact_review_queue').update({ next_attempt_at: new Date(Date.now() - 1000) });
}

/** Each of them was told to everybody who may decide, once, and no notification names one twice. */
async function expectToldOnce(instance: OwnInstance, ids: string[]): Promise<void> {
  for (const user of [instance.admin, instance.reviewer, instance.secondReviewer]) {
    expect((await versionsToldTo(instance, user)).sort()).toEqual(ids.toSorted());
    const text = (await toldTo(instance, user)).map(({ message }) => message).join('\n');
    for (const id of ids) expect(text.match(new RegExp(`- .*${id}`, 'g'))?.length ?? 1).toBe(1);
  }
}

describe.each(vendors)('a server that is killed, on %s', SLOW, (vendor) => {
  test('leaves to the next one what it has not told yet, and nothing is told twice', SLOW, async () => {
    const server = await startInstance({ vendor });
    try {
      const project = await newProject(server);
      const ids: string[] = [];
      for (const ahead of [0, 2500, 4000, 5500, 7000]) {
        for (const nth of times(3)) ids.push((await project.record(`page.k${ahead}.p${nth}`)).id);
        await sleep(ahead);
        await server.kill();
        // What stands in the one table stands in the other: they are written together.
        for (const user of [server.admin, server.reviewer, server.secondReviewer]) {
          const noted = (await versionsToldTo(server, user)).length;
          const text = (await toldTo(server, user)).map(({ message }) => message).join('\n');
          expect(new Set(text.match(/artifacts\/review\/[0-9a-f-]{36}/g) ?? []).size).toBe(noted);
        }
        await freeNow(server);
        await server.restart();
      }
      await untilLooked(server);
      await expectToldOnce(server, ids);
    } finally {
      await server.stop();
    }
  });
});

describe.runIf(vendors.includes('postgres'))('two servers', SLOW, () => {
  test('tell everybody once, also the digest, and also when both take the same', SLOW, async () => {
    const first = await startInstance({ vendor: 'postgres' });
    const second = await startInstance({ vendor: 'postgres', from: first });
    try {
      const project = await newProject(first);
      const ids: string[] = [];
      for (const round of times(6)) {
        for (const nth of times(4)) ids.push((await project.record(`page.r${round}.p${nth}`)).id);
        await sleep(700);
        // As if the time of whoever has taken them were over before they were told.
        await freeNow(first);
      }
      await untilLooked(first);
      await expectToldOnce(first, ids);
      const before = (await toldTo(first, first.reviewer)).length;
      await setReviewing(as(first.url, first.reviewer.token), { mode: 'digest' });
      for (const round of times(3)) {
        await comesDue(first, first.reviewer);
        await untilDone(first, first.reviewer);
        expect(await toldTo(first, first.reviewer)).toHaveLength(before + round + 1);
      }
    } finally {
      await second.stop();
      await first.stop();
    }
  });
});

describe.each(vendors)('e-mail and the switch, on %s', SLOW, (vendor) => {
  test('goes to those who want it, when the server can send it', SLOW, async () => {
    const mailbox = new Mailbox();
    await mailbox.open();
    const env = { ...mailbox.env, PUBLIC_URL: 'https://cms.example.com' };
    const server = await startInstance({ vendor, env });
    try {
      const { knex, reviewer, secondReviewer } = server;
      await knex('directus_users').update({ email_notifications: true });
      await knex('directus_users').where({ id: secondReviewer.id }).update({ email_notifications: false });
      const { record } = await newProject(server);
      const version = await record('brand.logo');
      await untilTold(server, reviewer, 1);
      await untilTold(server, secondReviewer, 1);
      const wanted: string[] = await knex('directus_users')
        .whereIn('id', [server.admin.id, reviewer.id])
        .pluck('email');
      await expect
        .poll(() => mailbox.letters.flatMap(({ to }) => to).sort(), { timeout: 20_000 })
        .toEqual(wanted.sort());
      const text = readLetter(mailbox.letters[0]!);
      expect(text).toContain('Subject: brand.logo, version 1, waits for your review');
      expect(text).toContain(`https://cms.example.com/admin/artifacts/review/${version.id}`);
    } finally {
      await server.stop();
      await mailbox.close();
    }
  });

  test(
    'ARTIFACTS_NOTIFICATIONS=off: nobody is told, then or later; digest is for all who chose nothing',
    SLOW,
    async () => {
      const server = await startInstance({ vendor, env: { ARTIFACTS_NOTIFICATIONS: 'off' } });
      try {
        const { record } = await newProject(server);
        await record('brand.logo');
        expect(await server.knex('artifact_review_queue')).toEqual([]);
        server.place.env['ARTIFACTS_NOTIFICATIONS'] = 'digest';
        await server.restart();
        await record('brand.colors');
        await untilLooked(server);
        expect(await server.knex('directus_notifications')).toEqual([]);
        await comesDue(server, server.reviewer);
        const [note] = await untilTold(server, server.reviewer, 1);
        // A digest says what waits, since when ever.
        expect(note!.subject).toBe('2 versions wait for your review');
      } finally {
        await server.stop();
      }
    },
  );
});
