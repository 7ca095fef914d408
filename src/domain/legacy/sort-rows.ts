import { keysConflict } from '../schema-key.js';
import type { Timestamp } from '../words.js';
import { type ColumnMap, readFields } from './read-fields.js';
import type { Finding, LegacyRow, LegacyVersion } from './words.js';

/**
 * Reads all rows of an export and puts them in the order in which they become versions: by date, those without one
 * last, else as they stand. Says of every row that cannot be one why not, as far as the rows themselves tell.
 *
 * @param now rows of a later moment are not believed
 */
export function sortRows(
  rows: LegacyRow[],
  map: ColumnMap,
  now: Timestamp,
): { versions: LegacyVersion[]; findings: Finding[] } {
  const read = rows.map((row) => readFields(row, map, now));
  const found = read.flatMap((one) => ('version' in one ? [one.version] : []));
  const findings = read.flatMap((one) => ('findings' in one ? one.findings : []));
  // sort() keeps the order of equals.
  const versions = [...found].sort((a, b) => compare(a.date ?? '~', b.date ?? '~'));
  return { versions, findings: [...findings, ...doubles(found), ...conflicts(found)] };
}

function doubles(versions: LegacyVersion[]): Finding[] {
  const first = new Map<string, LegacyVersion>();
  return versions.flatMap((version): Finding[] => {
    const other = first.get(version.versionId);
    if (other === undefined) first.set(version.versionId, version);
    if (other === undefined) return [];
    const { at, projectId, sourceId } = version;
    return [
      {
        at,
        field: 'id',
        projectId,
        problem: `${sourceId} is the id of ${other.at}, too: leave one of the two out.`,
      },
    ];
  });
}

/** `brand` and `brand.logo` would overwrite each other in the context. */
function conflicts(versions: LegacyVersion[]): Finding[] {
  const keys = new Map<string, Set<string>>();
  for (const { projectId, schemaKey } of versions) {
    keys.set(projectId, (keys.get(projectId) ?? new Set()).add(schemaKey));
  }
  return versions.flatMap(({ at, projectId, schemaKey }): Finding[] => {
    const rival = [...(keys.get(projectId) ?? [])].find((key) => keysConflict(key, schemaKey));
    if (rival === undefined) return [];
    const problem = `"${schemaKey}" and "${rival}" cannot both be: one is the beginning of the other. Rename one of them.`;
    return [{ at, field: 'schema_key', projectId, problem }];
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
