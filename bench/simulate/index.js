import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { bounds } from './closed-form.js';
import { simulate } from './simulate.js';

/** @import { Setting } from './simulate.js' */

const HELP = `node bench/simulate/index.js [--before 8] [--locked 8] [--database 1] [--cores 8] [--write]

Approvals per second for 10 to 10,000 projects and 1 to 64 processes of Directus, played event by event. Costs are
milliseconds per approval: of a process before the lock and while it is held, and of a core of the database. Those that
are not given are the ones that "npm run bench" measured last, or those above. --write puts the table into docs/scale.md.`;

const PROJECTS = [10, 100, 1000, 10_000];
const PROCESSES = [1, 2, 4, 8, 16, 32, 64];
const CLIENTS_PER_PROCESS = 8;
const REQUESTS = 20_000;
const BEGIN = '<!-- table: written by bench/simulate -->';
const END = '<!-- end of table -->';

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    before: { type: 'string' },
    locked: { type: 'string' },
    database: { type: 'string' },
    cores: { type: 'string', default: '8' },
    write: { type: 'boolean', default: false },
  },
});
if (values.help) console.log(HELP);
else await run();

async function run() {
  const measured = await measuredCosts();
  const costs = {
    beforeMs: Number(values.before ?? measured['server before the lock ms'] ?? 8),
    lockedMs: Number(values.locked ?? measured['server under the lock ms'] ?? 8),
    databaseMs: Number(values.database ?? measured['database ms'] ?? 1),
    databaseCores: Number(values.cores),
  };
  const { beforeMs, lockedMs, databaseMs, databaseCores } = costs;
  const table = [
    `${beforeMs} ms of a process before the lock and ${lockedMs} ms under it, ${databaseMs} ms of the database, ${databaseCores} cores there; ${CLIENTS_PER_PROCESS} clients per process that do not think.`,
    '',
    `| Projects | ${PROCESSES.map((count) => (count === 1 ? '1 process' : count)).join(' | ')} |`,
    `| --- |${PROCESSES.map(() => ' --- |').join('')}`,
    ...PROJECTS.map(
      (projects) =>
        `| ${projects} | ${PROCESSES.map((processes) => cell(projects, processes)).join(' | ')} |`,
    ),
  ].join('\n');
  console.log(table);
  if (!values.write) return;
  const path = new URL('../../docs/scale.md', import.meta.url);
  const [before = '', rest = ''] = (await readFile(path, 'utf8')).split(BEGIN);
  await writeFile(path, `${before}${BEGIN}\n\n${table}\n\n${END}${rest.split(END)[1] ?? ''}`);

  /**
   * @param {number} projects
   * @param {number} processes
   */
  function cell(projects, processes) {
    /** @type {Setting} */
    const setting = { ...costs, projects, processes, clients: CLIENTS_PER_PROCESS * processes, thinkMs: 0 };
    const { perSecond } = simulate(setting, { requests: REQUESTS });
    const [[limit] = ['']] = Object.entries(bounds(setting)).sort(([, a], [, b]) => a - b);
    return `${Math.round(perSecond)} (${limit})`;
  }
}

/**
 * The figures of the row about the costs of an approval, to two digits: they are measured, and a model needs no more.
 * @returns {Promise<Record<string, number>>}
 */
async function measuredCosts() {
  /** @type {{ rows: { name: string, figures: Record<string, number> }[] }} */
  const { rows } = JSON.parse(await readFile(new URL('../results/latest.json', import.meta.url), 'utf8'));
  const { figures = {} } = rows.find(({ name }) => name.startsWith('what an approval computes')) ?? {};
  return Object.fromEntries(
    Object.entries(figures).map(([name, figure]) => [name, Number(figure.toPrecision(2))]),
  );
}
