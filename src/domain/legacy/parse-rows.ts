import Papa from 'papaparse';
import type { LegacyRow } from './words.js';

/** The export cannot be read at all. */
export class UnreadableExport extends Error {}

/**
 * The rows of a `file_attachments` export: a JSON array of objects, or CSV with a header (RFC 4180; a comma, semicolon
 * or tab between the fields; any line ends). A byte order mark is passed over.
 *
 * @throws UnreadableExport saying where it goes wrong
 */
export function parseRows(text: string, format: 'json' | 'csv'): LegacyRow[] {
  const plain = text.replace(/^\uFEFF/, '');
  return format === 'json' ? parseJson(plain) : parseCsv(plain);
}

function parseJson(text: string): LegacyRow[] {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch (error) {
    throw new UnreadableExport(`it is not JSON (${error instanceof Error ? error.message : String(error)})`);
  }
  if (!Array.isArray(found)) throw new UnreadableExport('it is not a JSON array of rows');
  return found.map((row: unknown, index) => {
    const at = `item ${index + 1}`;
    if (typeof row !== 'object' || row === null || Array.isArray(row))
      throw new UnreadableExport(`${at} is not an object`);
    return { at, columns: row as Record<string, unknown>, isText: false };
  });
}

function parseCsv(text: string): LegacyRow[] {
  const rows: LegacyRow[] = [];
  const state: { header: string[] | null; failure: string | null; line: number; from: number } = {
    header: null,
    failure: null,
    line: 1,
    from: 0,
  };
  Papa.parse<string[]>(text, {
    delimitersToGuess: [',', ';', '\t'],
    step: ({ data, errors, meta }, parser) => {
      // A field may have several lines: only the text that was read says on which one the next row begins.
      const at = `line ${state.line}`;
      state.line += linesIn(text.slice(state.from, meta.cursor));
      state.from = meta.cursor;
      const flaw = errors.find(({ code }) => code !== 'UndetectableDelimiter');
      if (flaw !== undefined) state.failure = `${at}: ${flaw.message}`;
      else if (data.length === 1 && data[0]?.trim() === '') return;
      else if (state.header === null) state.header = data.map((name) => name.trim());
      else if (data.length !== state.header.length)
        state.failure = `${at} has ${data.length} fields instead of the ${state.header.length} of the header`;
      else rows.push({ at, columns: byName(state.header, data), isText: true });
      if (state.failure !== null) parser.abort();
    },
  });
  if (state.failure !== null) throw new UnreadableExport(state.failure);
  if (state.header === null) throw new UnreadableExport('it is empty');
  return rows;
}

/** Own properties, whatever a column is called. */
function byName(header: string[], fields: string[]): Record<string, unknown> {
  return Object.fromEntries(fields.map((field, index) => [header[index] ?? '', field]));
}

function linesIn(text: string): number {
  return text.match(/\r\n|\n|\r/g)?.length ?? 0;
}
