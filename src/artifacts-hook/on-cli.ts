import type { RegisterFunctions } from '@directus/types';
import type { Host } from '../directus/host.js';
import { addGuardsCommand } from './cli-guards.js';

type Group = Parameters<typeof addGuardsCommand>[0];

/** Commands beside Directus' own: `directus artifacts …`, with the settings and the storage of the instance. */
export function onCli(host: Host, { init }: RegisterFunctions): void {
  init('cli.before', ({ program }) => {
    const artifacts = (program as Group).command('artifacts').description('The artifact registry');
    addGuardsCommand(artifacts, host);
  });
}
