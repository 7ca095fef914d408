import { writeFile } from 'node:fs/promises';
import { confirm } from '../lib/confirm.js';
import { addConnectionOptions, ask, askWith, openConnection } from '../lib/connection.js';
import { Problem, reasonOf } from '../lib/problem.js';
import { applyPlan, canMerge } from '../lib/schema/apply.js';
import { readShipped, toYaml } from '../lib/schema/file.js';
import { readLive } from '../lib/schema/live.js';
import { nameOf, ourPart } from '../lib/schema/our-part.js';
import { planAdditions } from '../lib/schema/plan.js';
import { counted, table } from '../lib/table.js';

/** @typedef {import('../lib/connection.js').ConnectionOptions} ConnectionOptions */
/** @typedef {import('../lib/schema/plan.js').Plan} Plan */

const ON_OTHERS =
  'The snapshot is one of PostgreSQL, and snapshots fit their own database only. The migrations are all that is needed here: run "directus-artifacts migrate". Nothing was changed.';

const MIGRATE =
  'Now run the migrations: they add what a snapshot cannot say, such as checks, indexes and the triggers that protect decisions.';

/** @param {import('commander').Command} program */
export function addSchemaCommands(program) {
  const group = program.command('schema').description("the registry's collections, fields and relations");
  addConnectionOptions(
    group
      .command('apply')
      .description(
        'Adds the collections, fields and relations that an instance on PostgreSQL lacks. It never deletes or changes what is there.',
      ),
  )
    .option('--dry-run', 'show the plan, and do nothing')
    .option('-y, --yes', 'do not ask')
    .option('--json', 'the plan as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  DIRECTUS_TOKEN=… directus-artifacts schema apply --url https://directus.example.com --dry-run',
    )
    .action(apply);
  addConnectionOptions(
    group.command('snapshot').description("Writes the registry's part of an instance's schema as YAML."),
  )
    .option('-o, --out <file>', 'write it to this file; an existing one is replaced')
    .addHelpText(
      'after',
      '\nExample:\n  DIRECTUS_TOKEN=… directus-artifacts schema snapshot --url https://directus.example.com --out ours.yaml',
    )
    .action(snapshot);
}

/** @param {ConnectionOptions & { dryRun?: boolean, yes?: boolean, json?: boolean }} options */
async function apply(options) {
  const connection = await openConnection(options, { admin: true });
  const live = await askWith(connection, readLive);
  const shipped = await readShipped();
  if (live.snapshot.vendor !== shipped.vendor)
    throw new Problem(`This instance is on ${live.snapshot.vendor}. ${ON_OTHERS}`);
  const plan = planAdditions(live, shipped);
  console.log(options.json === true ? JSON.stringify(summary(plan), null, 2) : describe(plan));
  if (size(plan) === 0) return;
  if (options.dryRun === true) {
    console.error('A dry run: nothing was changed.');
    return;
  }
  await confirm(`Add ${describeSize(plan)}?`, options);
  const merge = canMerge(live.snapshot.directus);
  await applyPlan((command) => ask(connection, command), live, plan, { merge });
  console.error(`Added ${describeSize(plan)}. ${MIGRATE}`);
}

/** @param {ConnectionOptions & { out?: string }} options */
async function snapshot({ out, ...options }) {
  const connection = await openConnection(options, { admin: true });
  const live = await askWith(connection, readLive);
  const yaml = toYaml(ourPart(live.snapshot, await readShipped()));
  if (out === undefined) process.stdout.write(yaml);
  else {
    await writeFile(out, yaml).catch((/** @type {unknown} */ error) => {
      throw new Problem(`${out} cannot be written: ${reasonOf(error)}`);
    });
    console.error(`Wrote ${out}`);
  }
}

/** @param {Plan} plan */
function describe(plan) {
  const rows = [
    ...plan.collections.map(({ collection }) => ['add', 'collection', String(collection), '']),
    ...plan.fields.map((field) => ['add', 'field', nameOf(field), String(field['type'])]),
    ...plan.relations.map((one) => [
      'add',
      'relation',
      nameOf(one),
      `to ${String(one['related_collection'])}`,
    ]),
    ...plan.kept.map(({ name, yours, ours }) => ['keep', 'field', name, `${yours}; ours would be ${ours}`]),
  ];
  const parts = rows.length === 0 ? [] : [table(['action', 'what', 'name', 'detail'], rows)];
  if (size(plan) === 0) parts.push('Nothing to add: everything is there.');
  return parts.join('\n\n');
}

/** @param {Plan} plan */
function summary({ collections, fields, relations, kept }) {
  return {
    add: {
      collections: collections.map(({ collection }) => String(collection)),
      fields: fields.map((field) => ({ name: nameOf(field), type: String(field['type']) })),
      relations: relations.map((one) => ({ name: nameOf(one), to: String(one['related_collection']) })),
    },
    keep: kept,
  };
}

/** @param {Plan} plan */
function size({ collections, fields, relations }) {
  return collections.length + fields.length + relations.length;
}

/** @param {Plan} plan */
function describeSize({ collections, fields, relations }) {
  return `${counted(collections.length, 'collection')}, ${counted(fields.length, 'field')} and ${counted(relations.length, 'relation')}`;
}
