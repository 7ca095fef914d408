import { NOBODY } from '../commands/archive-values.js';
import { importLegacy } from '../commands/import-legacy.js';
import type { ProjectPlan } from '../commands/legacy-plan.js';
import { planLegacy } from '../commands/plan-legacy.js';
import type { ColumnMap } from '../domain/legacy/read-fields.js';
import { sortRows } from '../domain/legacy/sort-rows.js';
import { type Finding, LEGACY_FIELDS, type LegacyField } from '../domain/legacy/words.js';
import { elevated } from '../directus/elevated.js';
import type { Caller, Host } from '../directus/host.js';
import { ask } from './ask.js';
import { type Options, Problem } from './cli-command.js';
import { readLegacyExport } from './legacy-export.js';

/**
 * Imports an export of `file_attachments`: says first what is wrong with it, row by row, and what would be done, and
 * then does it, project by project. Projects with a wrong row are left alone.
 *
 * @returns whether all of it is imported, now or before
 */
export async function runLegacyImport(host: Host, { file, map, dryRun, yes }: Options): Promise<boolean> {
  if (typeof file !== 'string') throw new Problem('Give --file.');
  const { rows, beside } = await readLegacyExport(file);
  const columns = readMap(map);
  requireColumns(rows[0]?.columns ?? {}, columns);
  const caller = elevated({ accountability: NOBODY, schema: await host.getSchema() });
  const { versions, findings } = sortRows(rows, columns, new Date().toISOString());
  const plans = await planLegacy({ host, caller, versions, findings, beside });
  const homeless = findings.filter(({ projectId }) => projectId === null);
  report(homeless, plans);
  const good = plans.filter((plan) => plan.findings.length === 0);
  const ready = good.filter(({ fresh }) => fresh.length > 0);
  const allGood = good.length === plans.length && homeless.length === 0;
  if (ready.length === 0) {
    console.log(allGood ? 'All of it is here already. Nothing was changed.' : 'Nothing was changed.');
    return allGood;
  }
  if (dryRun === true) {
    console.log('A dry run: nothing was changed.');
    return allGood;
  }
  const count = ready.reduce((sum, { fresh }) => sum + fresh.length, 0);
  if (yes !== true) await ask(`Import ${count} versions into ${ready.length} projects?`);
  let failed = 0;
  for (const plan of ready) failed += (await importOne(host, caller, plan)) ? 0 : 1;
  return allGood && failed === 0;
}

async function importOne(host: Host, caller: Caller, plan: ProjectPlan): Promise<boolean> {
  try {
    const contextVersion = await importLegacy({ host, caller, plan });
    console.log(
      `Imported ${plan.fresh.length} versions into project ${plan.projectId}, now at context version ${contextVersion}.`,
    );
    return true;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.error(`Error: Project ${plan.projectId} was left alone: ${reason}`);
    return false;
  }
}

function report(homeless: Finding[], plans: ProjectPlan[]): void {
  for (const { at, field, problem } of [...homeless, ...plans.flatMap(({ findings }) => findings)].sort(
    byPlace,
  ))
    console.log(`${at}, ${field}: ${problem}`);
  for (const { projectId, fresh, known, findings } of plans) {
    const wrong = new Set(findings.map(({ at }) => at)).size;
    const what =
      wrong > 0
        ? `left alone, because ${wrong === 1 ? '1 row is' : `${wrong} rows are`} wrong`
        : `${fresh.length} new, ${known} imported before`;
    console.log(`Project ${projectId}: ${what}.`);
  }
}

/** By the number in `line 7`. */
function byPlace(a: Finding, b: Finding): number {
  return Number(a.at.replace(/\D/g, '')) - Number(b.at.replace(/\D/g, ''));
}

function readMap(map: string | true | undefined): ColumnMap {
  if (typeof map !== 'string') return {};
  const pairs = map.split('\n').map((pair): [LegacyField, string] => {
    const [, name = '', column = ''] = /^([^=]*)=(.+)$/.exec(pair) ?? [];
    const field = LEGACY_FIELDS.find((candidate) => candidate === name.trim());
    if (field !== undefined) return [field, column];
    throw new Problem(`--map takes field=column, with one of these fields: ${LEGACY_FIELDS.join(', ')}.`);
  });
  return Object.fromEntries(pairs);
}

/** Better one sentence about the header than the same one about every row. */
function requireColumns(first: Record<string, unknown>, map: ColumnMap): void {
  const absent = [
    ...(['id', 'project_id', 'schema_key'] as const).filter(
      (field) => !Object.hasOwn(first, map[field] ?? field),
    ),
    ...Object.values(map).filter((column) => !Object.hasOwn(first, column)),
  ];
  if (absent.length === 0) return;
  const there = Object.keys(first).join(', ') || 'none';
  throw new Problem(
    `The export has no column ${[...new Set(absent)].join(', ')}; it has ${there}. Name others with --map field=column. Nothing was changed.`,
  );
}
