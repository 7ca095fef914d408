import { confirm } from '../lib/confirm.js';
import { addConnectionOptions, askWith, openConnection } from '../lib/connection.js';
import { installPolicies, planPolicies } from '../lib/install-policies.js';
import { counted, table } from '../lib/table.js';

/** @typedef {import('../lib/connection.js').ConnectionOptions & { dryRun?: boolean, yes?: boolean, json?: boolean }} Options */
/** @typedef {{ policy: string, change: string, collection: string, action: string }} Change */

/** @param {import('commander').Command} program */
export function addPoliciesCommands(program) {
  const group = program.command('policies').description('the policies of reviewers and agents');
  const command = group
    .command('install')
    .description(
      'Creates both policies, or adds what they lack. What you added to them stays. Attach them to roles or users in the Studio.',
    );
  addConnectionOptions(command)
    .option('--dry-run', 'show what would be done, and do nothing')
    .option('-y, --yes', 'also widen permissions that somebody has limited, without asking')
    .option('--json', 'plan and ids as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  DIRECTUS_TOKEN=… directus-artifacts policies install --url https://directus.example.com --dry-run',
    )
    .action(install);
}

/** @param {Options} options */
async function install(options) {
  const connection = await openConnection(options, { admin: true });
  const plans = await askWith(connection, (client) => planPolicies(client));
  const changes = plans.flatMap(changesOf);
  const limited = plans.flatMap(({ narrowed }) => narrowed);
  if (options.json !== true) console.log(describe(changes));
  if (options.dryRun === true) {
    if (options.json === true) console.log(JSON.stringify({ changes, policies: idsOf(plans) }, null, 2));
    else console.error('A dry run: nothing was changed.');
    return;
  }
  // Adding takes nothing away from anybody. Widening undoes what somebody may have meant.
  if (limited.length > 0)
    await confirm(`Widen ${counted(limited.length, 'limited permission')} to whole collections?`, options);
  const policies = await askWith(connection, (client) => installPolicies(client));
  if (options.json === true) console.log(JSON.stringify({ changes, policies }, null, 2));
  else console.log(table(['policy', 'id'], Object.entries(policies)));
}

/**
 * @param {import('../lib/install-policies.js').PolicyPlan} plan
 * @returns {Change[]}
 */
function changesOf({ policy, id, missing, narrowed }) {
  return [
    ...(id === null ? [{ policy: policy.name, change: 'create policy', collection: '', action: '' }] : []),
    ...missing.map((one) => ({ policy: policy.name, change: 'add permission', ...one })),
    ...narrowed.map(({ collection, action, finer }) => ({
      policy: policy.name,
      change: `widen (now: ${finer})`,
      collection,
      action,
    })),
  ];
}

/** @param {Change[]} changes */
function describe(changes) {
  if (changes.length === 0) return 'Both policies are there and whole: nothing to do.';
  const rows = changes.map(({ policy, change, collection, action }) => [policy, change, collection, action]);
  return `${table(['policy', 'change', 'collection', 'action'], rows)}\n`;
}

/** @param {import('../lib/install-policies.js').PolicyPlan[]} plans */
function idsOf(plans) {
  return Object.fromEntries(plans.map(({ policy, id }) => [policy.name, id]));
}
