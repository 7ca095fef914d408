import { randomUUID } from 'node:crypto';
import { additionsOf, forgetAdditions } from './lib/additions.js';
import { insertOnce } from './lib/metadata/apply.js';
import { errorMessages } from './lib/metadata/error-messages.js';
import { changeSchema } from './lib/vendor.js';

/** @import { Knex } from 'knex' */

/**
 * Sentences that the Studio shows instead of our bare error codes.
 *
 * @param {Knex} knex
 */
export async function up(knex) {
  await changeSchema(knex, async (trx) => {
    for (const [code, { en, de }] of Object.entries(errorMessages)) {
      const key = `errors.${code}`;
      for (const [language, value] of [
        ['en-US', en],
        ['de-DE', de],
      ]) {
        await insertOnce(trx, 'translation', 'directus_translations', `${language}:${key}`, {
          key: { language: language ?? '', key },
          row: { id: randomUUID(), value },
        });
      }
    }
  });
}

/**
 * @param {Knex} knex
 */
export async function down(knex) {
  await changeSchema(knex, async (trx) => {
    for (const { name } of await additionsOf(trx, 'translation')) {
      const [language = '', key = ''] = name.split(':');
      await trx('directus_translations').where({ language, key }).delete();
    }
    await forgetAdditions(trx, 'translation');
  });
}
