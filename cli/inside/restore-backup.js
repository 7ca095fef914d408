/**
 * Run as a process of its own in the folder of an instance: verifies a backup, or restores it into the database and the
 * storage of the instance, and reports over the channel to its parent.
 *
 * Arguments: folder of Directus' API package, `look` or `restore`, the request as JSON.
 */
import { lookAtBackup, restoreBackup } from '../lib/backup/restore-backup.js';
import { reportToParent, tell } from '../lib/report-to-parent.js';

const [, , api = '', step = '', given = '{}'] = process.argv;

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

/** @param {string} where */
const at = (where) => tell({ at: where });

await reportToParent(() => {
  const request = { ...JSON.parse(given), api };
  return step === 'restore' ? restoreBackup(request, at) : lookAtBackup(request, at);
});
