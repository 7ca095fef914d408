import type { RegisterFunctions } from '@directus/types';
import type { Host } from '../directus/host.js';
import { addArchiveCommands } from './cli-archive.js';
import { addBackfillCommand } from './cli-backfill.js';
import { addCallbacksCommand } from './cli-callbacks.js';
import { addCheckCommand } from './cli-check.js';
import type { Command } from './cli-command.js';
import { addExportCommand } from './cli-export.js';
import { addGuardsCommand } from './cli-guards.js';
import { addImportCommand } from './cli-import.js';

/** Commands beside Directus' own: `directus artifacts …`, with the settings and the storage of the instance. */
export function onCli(host: Host, { init }: RegisterFunctions): void {
  init('cli.before', ({ program }) => {
    const artifacts = (program as Command).command('artifacts').description('The artifact registry');
    addArchiveCommands(artifacts, host);
    addBackfillCommand(artifacts, host);
    addCallbacksCommand(artifacts, host);
    addCheckCommand(artifacts, host);
    addExportCommand(artifacts, host);
    addGuardsCommand(artifacts, host);
    addImportCommand(artifacts, host);
  });
}
