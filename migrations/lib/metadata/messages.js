import { randomUUID } from 'node:crypto';
import { forgetAddition, wasAdded } from '../additions.js';
import { insertOnce } from './apply.js';

/** @import { Knex } from 'knex' */

/** @typedef {Record<string, { en: string, de: string }>} Messages by error code */

/** @param {Messages} messages */
const translationsOf = (messages) =>
  Object.entries(messages).flatMap(([code, { en, de }]) => [
    { language: 'en-US', key: `errors.${code}`, value: en },
    { language: 'de-DE', key: `errors.${code}`, value: de },
  ]);

/**
 * Sentences that the Studio shows instead of our bare error codes; those that an operator has written stay.
 *
 * @param {Knex.Transaction} trx
 * @param {Messages} messages
 */
export async function addMessages(trx, messages) {
  for (const { language, key, value } of translationsOf(messages)) {
    await insertOnce(trx, 'translation', 'directus_translations', `${language}:${key}`, {
      key: { language, key },
      row: { id: randomUUID(), value },
    });
  }
}

/**
 * @param {Knex.Transaction} trx
 * @param {Messages} messages
 */
export async function removeMessages(trx, messages) {
  for (const { language, key } of translationsOf(messages)) {
    const name = `${language}:${key}`;
    if (!(await wasAdded(trx, 'translation', name))) continue;
    await trx('directus_translations').where({ language, key }).delete();
    await forgetAddition(trx, 'translation', name);
  }
}
