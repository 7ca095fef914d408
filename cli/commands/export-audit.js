import { resolve } from 'node:path';
import { seal } from '../lib/audit/envelope.js';
import { writeLines } from '../lib/audit/envelope-file.js';
import { keyId, readPrivateKey } from '../lib/audit/keys.js';
import { allProjects, readLog } from '../lib/audit/live-log.js';
import { writeStatement } from '../lib/audit/statement.js';
import { openConnection } from '../lib/connection.js';
import { Problem, WrongUsage } from '../lib/problem.js';
import { withProgress } from '../lib/progress.js';
import { counted } from '../lib/table.js';

/** @typedef {import('../lib/connection.js').ConnectionOptions & { project?: string, key?: string, to?: string }} Options */

/**
 * Writes the signed log of one project, or of each: one envelope per line. In memory is the log of one project.
 *
 * @param {Options} options
 * @throws {WrongUsage | Problem}
 */
export async function exportAudit(options) {
  const { project = 'all', key, to } = options;
  if (key === undefined)
    throw new WrongUsage('Signed by whom? Give --key, the PEM file of an Ed25519 private key.');
  if (to === undefined) throw new WrongUsage('Where to? Give --to, e.g. --to audit.jsonl.');
  const path = resolve(to);
  const privateKey = await readPrivateKey(key);
  const connection = await openConnection(options);
  const ids = project === 'all' ? await allProjects(connection) : [project];
  const done = { projects: 0, entries: 0, empty: 0 };
  await writeLines(path, (writeLine) =>
    withProgress('exporting', async (at) => {
      for (const [index, projectId] of ids.entries()) {
        const { entries, versions, contextVersion } = await readLog(connection, projectId, (read) =>
          at(`project ${index + 1} of ${ids.length}, ${read} entries`),
        );
        if (entries.length === 0) {
          done.empty += 1;
          continue;
        }
        const exportedAt = new Date().toISOString();
        const payload = writeStatement({ projectId, entries, versions, contextVersion, exportedAt });
        await writeLine(JSON.stringify(seal(payload, privateKey)));
        done.projects += 1;
        done.entries += entries.length;
      }
      if (done.projects === 0)
        throw new Problem('There is no audit log yet: nothing has been decided. Nothing was written.');
    }),
  );
  const empty = done.empty === 0 ? '' : ` ${counted(done.empty, 'project')} without entries left out.`;
  console.log(
    `Signed the log of ${counted(done.projects, 'project')}, ${counted(done.entries, 'entry', 'entries')}, with the key ${keyId(privateKey)}, in ${path}.${empty}`,
  );
}
