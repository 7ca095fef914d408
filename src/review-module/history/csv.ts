/** A cell; null is empty. */
export type Cell = string | number | null;

/**
 * A table as CSV after RFC 4180: lines end with CRLF, and what has a comma, a quote or a line break is quoted, quotes
 * doubled. Text that a spreadsheet would run as a formula gets a `'` in front (OWASP, "CSV Injection"): reasons are
 * written by whoever decides, and by agents.
 */
export function toCsv(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [header, ...rows].map((row) => `${row.map(writeCell).join(',')}\r\n`).join('');
}

function writeCell(cell: Cell): string {
  const text = typeof cell === 'string' ? disarm(cell) : String(cell ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Also the forms of the signs in full width, which some spreadsheets take for the same, and leading blanks. */
function disarm(text: string): string {
  return /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/.test(text) ? `'${text}` : text;
}
