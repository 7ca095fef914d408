import { readSettings, updateSettings } from '@directus/sdk';

/** @typedef {import('./policies.js').Client} Client */
/** @typedef {{ type: string, id: string, enabled?: boolean, [key: string]: unknown }} BarEntry */

/** Id of our module, and its path in the Studio. */
export const MODULE_ID = 'artifacts';

/**
 * What the Studio shows while nobody has arranged the bar. It is kept in the app only, so that a bar with one more
 * module has to be written out whole. Ids that the host's version does not know are skipped there.
 * @type {BarEntry[]}
 */
const USUAL_BAR = [
  { type: 'module', id: 'content', enabled: true },
  { type: 'module', id: 'visual', enabled: false },
  { type: 'module', id: 'users', enabled: true },
  { type: 'module', id: 'files', enabled: true },
  { type: 'module', id: 'insights', enabled: true },
  { type: 'module', id: 'flows', enabled: true },
  { type: 'module', id: 'deployments', enabled: false },
  {
    type: 'link',
    id: 'docs',
    enabled: true,
    name: '$t:documentation',
    icon: 'help',
    url: 'https://directus.com/docs',
  },
  { type: 'module', id: 'settings', enabled: true, locked: true },
];

/**
 * The bar with our module switched on or off; null when it is so already. Everything else stays as it is arranged. A
 * module that is new to the bar goes behind the content.
 * @param {BarEntry[] | null} bar  null: nobody has arranged it
 * @param {boolean} on
 * @returns {BarEntry[] | null}
 */
export function switchModule(bar, on) {
  const present = bar ?? USUAL_BAR;
  const ours = present.find(({ type, id }) => type === 'module' && id === MODULE_ID);
  if ((ours?.enabled === true) === on) return null;
  const entry = { type: 'module', id: MODULE_ID, enabled: on };
  if (ours !== undefined) return present.map((other) => (other === ours ? { ...ours, enabled: on } : other));
  const behind = present.findIndex(({ id }) => id === 'content') + 1;
  return [...present.slice(0, behind), entry, ...present.slice(behind)];
}

/**
 * Shows our module in the Studio's bar, or hides it.
 * @param {Client} client  an administrator's
 * @param {boolean} on
 * @param {{ dryRun?: boolean }} [options]
 * @returns {Promise<boolean>} whether that changed anything, or would have
 */
export async function setModule(client, on, { dryRun = false } = {}) {
  const next = switchModule(await readBar(client), on);
  if (next === null) return false;
  if (dryRun) return true;
  await client.request(updateSettings(/** @type {object} */ ({ module_bar: next })));
  return true;
}

/**
 * Shows our module unless somebody has decided about it before: one that was switched off stays off.
 * @param {Client} client  an administrator's
 */
export async function introduceModule(client) {
  const bar = await readBar(client);
  if (bar?.some(({ id }) => id === MODULE_ID) !== true) await setModule(client, true);
}

/**
 * @param {Client} client
 * @returns {Promise<BarEntry[] | null>}
 */
async function readBar(client) {
  const settings = await client.request(readSettings({ fields: ['module_bar'] }));
  /** @type {{ module_bar?: BarEntry[] | null }} */
  const { module_bar: bar } = /** @type {object} */ (settings);
  return bar ?? null;
}
