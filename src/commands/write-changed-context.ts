import type { Knex } from 'knex';
import { contextEntry, contextMeta, removeEntry, setEntry } from '../domain/context.js';
import { lostByNewMeta, lostBySetting } from '../domain/unexplained.js';
import type { ApprovalEntry } from '../domain/words.js';
import { ContextUnexplained, ContextVersionConflict } from '../errors/index.js';
import { countLive } from '../store/live-versions.js';
import { writeContextParts } from '../store/projects.js';
import { markPromoted, markRetired } from '../store/version-marks.js';
import { filesOf } from './content.js';
import type { Act, ProjectChange } from './project-change.js';
import { LostRace } from './transaction.js';

/**
 * Marks what is promoted and retired, and writes the context that follows from it, with its new version. What the
 * context held before the registry stays in it.
 *
 * @param entries the entries that the change will append: `_meta` names the last one
 * @throws ContextUnexplained when something that no version has recorded would be overwritten
 * @throws LostRace when the context version moved although the row was read in this transaction
 */
export async function writeChangedContext(
  trx: Knex.Transaction,
  change: ProjectChange,
  act: Act,
  contextVersion: number,
  entries: ApprovalEntry[],
): Promise<void> {
  const { project, promote, withdraw } = change;
  const replaced = promote.flatMap(({ replaces }) => (replaces === null ? [] : [replaces]));
  await markRetired(
    trx,
    [...replaced, ...withdraw].map((version) => version.id),
    contextVersion,
  );
  await markPromoted(
    trx,
    promote.map(({ version }) => version.id),
    { contextVersion, at: act.now },
  );

  const files = await filesOf(
    trx,
    promote.map(({ version }) => version),
  );
  assertKept(lostByNewMeta(project.context));
  let context = project.context ?? {};
  for (const version of withdraw) context = removeEntry(context, version.schema_key);
  for (const { version, replaces } of promote) {
    const entry = contextEntry(version, files.get(version.id) ?? []);
    if (replaces === null) assertKept(lostBySetting(context, version.schema_key, entry));
    context = setEntry(context, version.schema_key, entry);
  }
  const last = entries.at(-1);
  context = {
    ...context,
    _meta: contextMeta({
      contextVersion,
      lastUpdated: act.now,
      totalArtifacts: await countLive(trx, project.id),
      auditEntries: last?.sequence ?? 0,
      auditHead: last?.entry_hash ?? null,
    }),
  };
  const written = await writeContextParts(trx, {
    id: project.id,
    expected: project.context_version,
    next: contextVersion,
    before: project.context,
    after: context,
  });
  if (!written) {
    throw new LostRace(
      new ContextVersionConflict({ expected: project.context_version, current: contextVersion }),
    );
  }
}

/** @throws ContextUnexplained when that path leads to something that no version has recorded */
function assertKept(path: string | null): void {
  if (path !== null) throw new ContextUnexplained({ path });
}
