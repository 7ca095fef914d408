import { addConnectionOptions, askWith, openConnection } from '../lib/connection.js';
import { isRefusal } from '../lib/describe-failure.js';
import { FREE_FLOWS, installFlow, planFlows } from '../lib/flows.js';
import { Problem, WrongUsage } from '../lib/problem.js';
import { table } from '../lib/table.js';

/** @typedef {import('../lib/flows.js').FlowPlan} FlowPlan */
/** @typedef {import('../lib/connection.js').ConnectionOptions} ConnectionOptions */

/** @param {import('commander').Command} program */
export function addFlowsCommands(program) {
  const group = program
    .command('flows')
    .description('ready flows around reviewing; nothing is installed unasked');
  const all = group.command('list').description('Shows the ready flows, and which of them are installed.');
  addConnectionOptions(all).option('--json', 'as JSON').action(list);
  const some = group
    .command('install')
    .description('Installs ready flows. One that is there stays as it is, also when you have edited it.')
    .argument('[names...]', 'which of them; all if left out');
  addConnectionOptions(some)
    .option('--dry-run', 'show what would be done, and do nothing')
    .addHelpText(
      'after',
      '\nExample:\n  DIRECTUS_TOKEN=… directus-artifacts flows install remind-reviewers --url https://directus.example.com',
    )
    .action(install);
}

/** @param {ConnectionOptions & { json?: boolean }} options */
async function list(options) {
  const connection = await openConnection(options, { admin: true });
  const { plans, active } = await askWith(connection, planFlows);
  if (options.json === true) {
    const flows = plans.map(({ key, flow, state, active: on }) => ({ key, id: flow.id, state, active: on }));
    console.log(JSON.stringify({ flows, active }, null, 2));
    return;
  }
  const rows = plans.map(({ key, flow, ...plan }) => [key, describeState(plan), flow.description]);
  console.log(table(['flow', 'state', 'what it does'], rows));
}

/**
 * @param {string[]} names
 * @param {ConnectionOptions & { dryRun?: boolean }} options
 */
async function install(names, options) {
  const connection = await openConnection(options, { admin: true });
  const { plans, active } = await askWith(connection, planFlows);
  const wanted = choose(plans, names);
  const missing = wanted.filter(({ state }) => state === 'missing');
  const dryRun = options.dryRun === true;
  const added = missing.filter(({ flow }) => flow.status === 'active').length;
  if (added > 0 && active + added > FREE_FLOWS)
    console.error(
      `${active} flows are active and ${added} would be added: more than the ${FREE_FLOWS} of Directus 12’s free tier. Without a licence for more, name fewer or switch others off.`,
    );
  for (const plan of wanted) {
    if (plan.state === 'missing' && !dryRun)
      await askWith(connection, (client) => installFlow(client, plan.flow)).catch(explainLimit);
    console.log(`${plan.key}: ${describeStep(plan, dryRun)}`);
  }
  if (dryRun) console.error('A dry run: nothing was changed.');
}

/**
 * @param {FlowPlan[]} plans
 * @param {string[]} names
 */
function choose(plans, names) {
  const unknown = names.find((name) => !plans.some(({ key }) => key === name));
  if (unknown !== undefined)
    throw new WrongUsage(
      `There is no ready flow "${unknown}". There are: ${plans.map(({ key }) => key).join(', ')}.`,
    );
  return names.length === 0 ? plans : plans.filter(({ key }) => names.includes(key));
}

/**
 * @param {FlowPlan} plan
 * @param {boolean} dryRun
 */
function describeStep({ state, flow }, dryRun) {
  if (state === 'installed') return 'is there already.';
  if (state === 'edited')
    return 'is there and was edited: left as it is. To have the one of this release, delete it in the Studio and install it again.';
  const done = dryRun ? 'would be installed' : 'is installed';
  return flow.status === 'active' ? `${done}.` : `${done}, switched off. ${flow.description}`;
}

/** @param {Pick<FlowPlan, 'state' | 'active'>} plan */
function describeState({ state, active }) {
  return state === 'missing' ? 'not installed' : `${state}, ${active ? 'on' : 'off'}`;
}

/**
 * @param {unknown} error
 * @returns {never}
 */
function explainLimit(error) {
  if (!(error instanceof Problem) || !isRefusal(error.cause)) throw error;
  if (!JSON.stringify(error.cause.errors ?? null).includes('LIMIT_EXCEEDED')) throw error;
  throw new Problem(
    'The licence of this instance allows no further active flow. Switch one off in the Studio, or name fewer, and run this again; what is installed by now stays.',
  );
}
