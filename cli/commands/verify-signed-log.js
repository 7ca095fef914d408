import { compareWithLive } from '../lib/audit/compare-live.js';
import { open, Untrusted } from '../lib/audit/envelope.js';
import { readLines } from '../lib/audit/envelope-file.js';
import { readPublicKey } from '../lib/audit/keys.js';
import { readStatement } from '../lib/audit/statement.js';
import { openConnection } from '../lib/connection.js';
import { WrongUsage } from '../lib/problem.js';
import { withProgress } from '../lib/progress.js';
import { counted, table } from '../lib/table.js';

/**
 * @typedef {import('../lib/connection.js').ConnectionOptions & {
 *   audit: string, publicKey?: string, againstLive?: boolean, json?: boolean,
 * }} Options
 */

/** @typedef {{ line: number, project: string | null, entries: number, exported_at: string | null, newer: number | null, flaw: string | null }} Report */

/**
 * Checks a file of signed logs, without any server unless told to compare it with one.
 *
 * @param {Options} options
 * @throws {WrongUsage | import('../lib/problem.js').Problem}
 */
export async function verifyAudit(options) {
  const { audit, publicKey, againstLive = false } = options;
  if (publicKey === undefined)
    throw new WrongUsage('Signed by whom? Give --public-key, the PEM file of the Ed25519 public key.');
  const key = await readPublicKey(publicKey);
  const connection = againstLive ? await openConnection(options) : null;
  /** @type {Report[]} */
  const reports = [];
  await withProgress('verifying', async (at) => {
    for await (const line of readLines(audit)) {
      const where = `line ${reports.length + 1}`;
      at(where);
      reports.push(
        await verifyLine(line, reports.length + 1, key, connection, (compared) =>
          at(`${where}, ${compared} entries compared`),
        ),
      );
    }
  });
  console.log(options.json === true ? JSON.stringify(reports, null, 2) : describe(reports, againstLive));
  process.exitCode = reports.length > 0 && reports.every(({ flaw }) => flaw === null) ? 0 : 1;
}

/**
 * @param {string} text
 * @param {number} line
 * @param {import('node:crypto').KeyObject} key
 * @param {import('../lib/connection.js').Connection | null} connection
 * @param {(compared: number) => void} onEntries
 * @returns {Promise<Report>}
 */
async function verifyLine(text, line, key, connection, onEntries) {
  /** @type {Report} */
  const report = { line, project: null, entries: 0, exported_at: null, newer: null, flaw: null };
  try {
    const log = readStatement(open(text, key));
    report.project = log.project_id;
    report.entries = log.entries.length;
    report.exported_at = log.exported_at;
    if (connection !== null) Object.assign(report, await compareWithLive(connection, log, onEntries));
  } catch (error) {
    if (!(error instanceof Untrusted)) throw error;
    report.flaw = error.message;
  }
  return report;
}

/**
 * @param {Report[]} reports
 * @param {boolean} againstLive
 */
function describe(reports, againstLive) {
  if (reports.length === 0) return 'There is no signed log in this file.';
  const header = ['line', 'project', 'entries', 'exported', ...(againstLive ? ['newer'] : []), 'result'];
  const rows = reports.map(({ line, project, entries, exported_at: exported, newer, flaw }) => [
    String(line),
    project ?? '?',
    String(entries),
    exported ?? '?',
    ...(againstLive ? [newer === null ? '?' : String(newer)] : []),
    flaw ?? 'ok',
  ]);
  const broken = reports.filter(({ flaw }) => flaw !== null).length;
  const logs = counted(reports.length, 'log');
  return [
    table(header, rows),
    broken === 0 ? `${logs} verified, nothing is wrong.` : `${broken} of ${logs} with something wrong.`,
  ].join('\n\n');
}
