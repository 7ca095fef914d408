import { readHealth, type Health } from '../commands/read-health.js';
import type { Host } from '../directus/host.js';
import { type Command, endWith } from './cli-command.js';

/**
 * Adds `check` to the group `artifacts` of Directus' command line: the deep health check without a server, for a
 * database that nobody shall use before it is verified. Prints one line for everything that is wrong; exit code 1 if
 * there is any.
 */
export function addCheckCommand(group: Command, host: Host): void {
  group
    .command('check')
    .description(
      'Check tables, guards and every invariant of the registry, without a server. Changes nothing',
    )
    .action(() => endWith(() => check(host)));
}

/** @returns whether nothing is wrong */
async function check(host: Host): Promise<boolean> {
  const caller = { accountability: null, schema: await host.getSchema() };
  const findings = describe(await readHealth({ host, caller, deep: true }));
  for (const finding of findings) console.log(finding);
  console.error(
    findings.length === 0
      ? 'Nothing is wrong.'
      : `Wrong: ${findings.length}. See docs/operations.md, "Health".`,
  );
  return findings.length === 0;
}

function describe({ schema, guards, violations = [] }: Health): string[] {
  return [
    ...schema.missing.map((name) => `schema: ${name} is missing`),
    ...guards.missing.map((name) => `guards: ${name} is missing or changed`),
    ...violations.map(({ invariant, project_id, version_id, detail }) =>
      [
        `${invariant}: project ${project_id}`,
        ...(version_id === undefined ? [] : [`version ${version_id}`]),
        detail,
      ].join(', '),
    ),
  ];
}
