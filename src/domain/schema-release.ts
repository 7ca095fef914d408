/** The number in the name of this release's newest migration, `migrations/artifacts<nnn>-….js`. */
export const NEWEST_MIGRATION = 9;

/** The name of a migration as Directus notes that it ran. */
export function migrationName(number: number): string {
  return `artifacts${String(number).padStart(3, '0')}`;
}

/** The newest of our migrations among all that ran; 0 if none did. */
export function newestMigration(ran: string[]): number {
  return Math.max(0, ...ran.map((version) => Number(/^artifacts(\d+)$/.exec(version)?.[1] ?? 0)));
}
