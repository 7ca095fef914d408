/**
 * Run as a process of its own in the folder of an instance: writes a backup of its database and files, or only looks
 * what would be in it, and reports over the channel to its parent.
 *
 * Arguments: folder of Directus' API package, `write` or `rehearse`, the request as JSON.
 */
import { rehearseBackup, writeBackup } from '../lib/backup/write-backup.js';
import { reportToParent, tell } from '../lib/report-to-parent.js';

/** @import { BackupRequest } from '../lib/backup/write-backup.js' */

const [, , api = '', step = '', given = '{}'] = process.argv;
/** @type {BackupRequest} */
const request = { ...JSON.parse(given), api };

// By itself a signal would end the process without what is done at its end.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

await reportToParent(() =>
  step === 'write' ? writeBackup(request, (at) => tell({ at })) : rehearseBackup(request),
);
