import { InvalidPayload } from '../../errors/index.js';
import { assertStorableJson } from '../canonical-json.js';
import type { Json, Timestamp } from '../words.js';
import { keyFlaw, shown } from './propose-key.js';
import { stableId } from './stable-id.js';
import type { Finding, LegacyField, LegacyRow, LegacyVersion } from './words.js';

/** Under which name a column stands for a field; fields that are not in it stand under their own. */
export type ColumnMap = Partial<Record<LegacyField, string>>;

const MOMENT = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?/;
const ZONE = /(?:Z|[+-]\d{2}:?\d{2})$/i;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A row as a version, or what keeps it from being one. */
export function readFields(
  row: LegacyRow,
  map: ColumnMap,
  now: Timestamp,
): { version: LegacyVersion } | { findings: Finding[] } {
  const cell = (field: LegacyField): unknown => {
    const value = row.columns[map[field] ?? field] ?? null;
    return typeof value === 'string' && value.trim() === '' ? null : value;
  };
  const projectId = keyText(cell('project_id'));
  const findings: Finding[] = [];
  const find = (field: LegacyField, problem: string) =>
    void findings.push({ at: row.at, field, problem, projectId });

  const sourceId = keyText(cell('id'));
  if (sourceId === null) find('id', 'It is missing: by it a row that was imported before is recognised.');
  if (projectId === null) find('project_id', 'It is missing: name the project that it belongs to.');
  const schemaKey = typeof cell('schema_key') === 'string' ? String(cell('schema_key')).trim() : null;
  const flaw =
    schemaKey === null ? 'It is missing: say where it belongs, e.g. "brand.logo".' : keyFlaw(schemaKey);
  if (flaw !== null) find('schema_key', flaw);
  const value = readValue(cell('value'), row.isText);
  const file = readFile(cell('file'));
  if (file === 'bad') find('file', 'It is neither the id of a file nor a path beside the export.');
  if (value === null && file === null)
    find('file', 'There is neither a file nor a value: one of the two is needed.');
  const date = readDate(cell('date_created'), now);
  if (date === undefined)
    find(
      'date_created',
      `${shown(String(cell('date_created')))} is no date of the past: write 2025-01-31T09:30:00Z.`,
    );
  const title = cell('title');
  if (title !== null && typeof title !== 'string') find('title', 'It is not text.');
  for (const [field, content] of [
    ['value', value],
    ['title', title],
  ] as const) {
    const refusal = storageFlaw(content, field);
    if (refusal !== null) find(field, `${refusal}.`);
  }
  if (findings.length > 0 || sourceId === null || projectId === null || schemaKey === null)
    return { findings };
  if (file === 'bad' || date === undefined) return { findings };
  return {
    version: {
      at: row.at,
      versionId: stableId('version', projectId, sourceId),
      sourceId,
      projectId,
      schemaKey,
      value,
      file,
      taskId: keyText(cell('task_id')),
      title: typeof title === 'string' ? title : null,
      date,
    },
  };
}

function keyText(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value.trim() : null;
}

/** In CSV everything is text: what is the text of an object or a list is that, all else stays the text that it is. */
function readValue(value: unknown, isText: boolean): Json {
  if (!isText || typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value as Json;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value;
  }
}

function readFile(value: unknown): LegacyVersion['file'] | 'bad' {
  if (value === null) return null;
  if (typeof value !== 'string') return 'bad';
  const text = value.trim();
  if (UUID.test(text)) return { id: text.toLowerCase() };
  const segments = text.split(/[\\/]/);
  const leadsOut =
    segments.includes('..') || segments[0] === '' || /^[a-z]:/i.test(text) || text.includes('\0');
  return leadsOut ? 'bad' : { path: text };
}

/** Undefined for what is no date, or one that has not come yet. */
function readDate(value: unknown, now: Timestamp): Timestamp | null | undefined {
  if (value === null) return null;
  const text = typeof value === 'string' ? value.trim() : null;
  if (text !== null && !MOMENT.test(text)) return undefined;
  // Without a zone it is UTC, as databases export it: what the clock here says is nobody's business.
  const utc = text === null || ZONE.test(text) || !text.includes(':') ? text : `${text.replace(' ', 'T')}Z`;
  const moment = typeof value === 'number' ? new Date(value) : new Date(utc ?? NaN);
  if (Number.isNaN(moment.getTime())) return undefined;
  return moment.toISOString() > now ? undefined : moment.toISOString();
}

function storageFlaw(content: unknown, field: string): string | null {
  try {
    assertStorableJson(content, field);
    return null;
  } catch (error) {
    if (!(error instanceof InvalidPayload)) throw error;
    return error.extensions.reason;
  }
}
