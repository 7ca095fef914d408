/**
 * What `npm run test:compat` runs on another Directus: each place where we lean on what Directus or its command line
 * do, once. The rules themselves do not depend on those; `npm test` has them all.
 *
 * These on both databases: transactions, locks, echoes, triggers, what Directus makes of their aborts, and its schema.
 */
export const DIRECTUS_FILES_ON_BOTH = [
  // Routes of decision: PATCH, bulk, query, GraphQL, SDK, approval entries, POST /artifacts/decisions.
  'tests/e2e/decide.test.ts',
  'tests/e2e/concurrency-approvals.test.ts',
  'tests/e2e/seals.test.ts',
  'tests/e2e/seals-studio-edit.test.ts',
  'tests/e2e/idempotency.test.ts',
  // Parts of a context are taken out by Directus' json(), which is another one for each database.
  'tests/e2e/context.test.ts',
  'tests/integration/snapshot-cli.test.ts',
];

/** And these on one: how Directus hands on requests, callers, files and events is its own business on any database. */
export const DIRECTUS_FILES_ON_ONE = [
  'tests/compat/versions.test.ts',
  'tests/e2e/decisions.test.ts',
  'tests/e2e/transitions.test.ts',
  'tests/e2e/transitions-revoke.test.ts',
  'tests/e2e/concurrency-promotions.test.ts',
  'tests/e2e/seals-append-only.test.ts',
  'tests/e2e/lineage-routes.test.ts',
  'tests/e2e/seed-script.test.ts',
  'tests/e2e/promotions.test.ts',
  'tests/e2e/files.test.ts',
  'tests/e2e/seals-uploads.test.ts',
  'tests/e2e/record-files.test.ts',
  'tests/e2e/merges.test.ts',
  'tests/e2e/restore.test.ts',
  'tests/e2e/record-events.test.ts',
  'tests/e2e/actors.test.ts',
  'tests/e2e/permissions.test.ts',
  'tests/e2e/permissions-context.test.ts',
  // With a Flow and MCP.
  'tests/e2e/permissions-self-approval.test.ts',
  'tests/e2e/cache.test.ts',
  'tests/e2e/callbacks.test.ts',
  // Permissions of others, their notifications, and rules on items.
  'tests/e2e/notifications.test.ts',
  'tests/e2e/hostile-input-requests.test.ts',
  'tests/e2e/health.test.ts',
  // The command lines, ours and Directus', and what they find in an instance.
  'tests/e2e/cli-doctor.test.ts',
  'tests/e2e/cli-guards.test.ts',
  'tests/e2e/cli-migrate.test.ts',
  'tests/e2e/backfill.test.ts',
];

/** On another Node: what leans on its HTTP, streams, compression, child processes and native packages. */
export const NODE_FILES = [
  'tests/compat/versions.test.ts',
  'tests/e2e/decide.test.ts',
  'tests/e2e/promotions.test.ts',
  'tests/e2e/files.test.ts',
  'tests/e2e/seals-uploads.test.ts',
  'tests/e2e/record-files.test.ts',
  'tests/e2e/merges.test.ts',
  'tests/e2e/callbacks.test.ts',
  'tests/e2e/archive-damage.test.ts',
  'tests/e2e/cli-doctor.test.ts',
];

export const COMPAT_FILES = [
  ...new Set([...DIRECTUS_FILES_ON_BOTH, ...DIRECTUS_FILES_ON_ONE, ...NODE_FILES]),
];
