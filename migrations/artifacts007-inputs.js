import { forgetAddition, wasAdded } from './lib/additions.js';
import { installGuards, removeGuards } from './lib/guards.js';
import { registerField, withoutSecondParse } from './lib/metadata/apply.js';
import { addMessages, removeMessages } from './lib/metadata/messages.js';
import { inputMessages } from './lib/metadata/error-messages.js';
import { INPUTS_SORT, inputsField } from './lib/metadata/inputs.js';
import { applyIndexes, applyTable } from './lib/tables/apply.js';
import { convertJson } from './lib/tables/convert-json.js';
import { inputIndexes, inputTables } from './lib/tables/inputs.js';
import { removeAdditions } from './lib/tables/remove.js';
import { changeSchema } from './lib/vendor.js';

/** @import { Knex } from 'knex' */

const OURS = new Set([
  ...inputTables.flatMap(({ name, columns }) => [name, ...columns.map((column) => `${name}.${column.name}`)]),
  ...inputIndexes.map(({ name }) => name),
]);
// Made by the first migration, which takes it away.
OURS.delete('artifact_versions');

/**
 * What versions were made from: a column that says it, the links by which it is followed, and their guards.
 *
 * @param {Knex} knex
 */
export async function up(knex) {
  await changeSchema(knex, async (trx, vendor) => {
    for (const table of inputTables) await applyTable(trx, vendor, table);
    if (vendor === 'postgres') await convertJson(trx, inputTables);
    await applyIndexes(trx, vendor, inputIndexes);
    await registerField(trx, 'artifact_versions', inputsField, INPUTS_SORT);
    await withoutSecondParse(trx, 'artifact_versions', inputsField);
    await addMessages(trx, inputMessages);
  });
  await installGuards(knex);
}

/**
 * @param {Knex} knex
 */
export async function down(knex) {
  // They mention what goes; the release before this one puts its own back when it starts.
  await removeGuards(knex);
  await changeSchema(knex, async (trx, vendor) => {
    const field = `artifact_versions.${inputsField.field}`;
    if (await wasAdded(trx, 'field', field)) {
      await trx('directus_fields')
        .where({ collection: 'artifact_versions', field: inputsField.field })
        .delete();
      await forgetAddition(trx, 'field', field);
    }
    await removeMessages(trx, inputMessages);
    await removeAdditions(trx, vendor, (name) => OURS.has(name));
  });
}
