import type { Application } from 'express';
import type { RegisterFunctions } from '@directus/types';
import type { Host } from '../directus/host.js';
import { forgetOldAnswers } from '../commands/forget-old-answers.js';
import { keepGuards } from './keep-guards.js';
import { noteLoneCreates } from './lone-create.js';
import { refuseLargeBodies } from './refuse-large-bodies.js';
import { refuseUnstorableBodies } from './refuse-unstorable-bodies.js';
import { translateLateErrors } from './translate-late-errors.js';

/** On SQLite each of these may rebuild a table, and a rebuilt table has lost its triggers. */
const SCHEMA_CHANGES = ['fields', 'relations', 'collections'].flatMap((what) =>
  ['create', 'update', 'delete'].map((change) => `${what}.${change}`),
);

const EVERY_HOUR = '17 * * * *';

/** Upkeep: the database's guards, at start and whenever fields change, and answers whose time is over. */
export function onStart(host: Host, { action, init, schedule }: RegisterFunctions): void {
  const keep = (): Promise<void> =>
    keepGuards(host).catch((error: unknown) => {
      host.logger.error(
        error,
        'artifacts: could not install the guards; GET /artifacts/health names what is missing',
      );
    });
  // Directus waits for this before it listens: no request is served without the guards.
  init('app.after', () => keep());
  for (const event of SCHEMA_CHANGES) action(event, () => void keep());
  schedule(EVERY_HOUR, () => forgetOldAnswers(host));
  init('middlewares.after', ({ app }) => {
    refuseLargeBodies(app as Application, host.env['MAX_PAYLOAD_SIZE']);
    refuseUnstorableBodies(app as Application);
    noteLoneCreates(app as Application);
  });
  init('routes.custom.after', ({ app }) => translateLateErrors(app as Application));
}
