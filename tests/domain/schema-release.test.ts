import { describe, expect, it } from 'vitest';
import { ownMigrations } from '../../cli/lib/migrations.js';
import { migrationName, NEWEST_MIGRATION, newestMigration } from '../../src/domain/schema-release.js';

describe('the release that a schema is of', () => {
  it('is known up to the newest migration there is', async () => {
    const names = await ownMigrations();
    expect(names.at(-1)).toMatch(new RegExp(`^${migrationName(NEWEST_MIGRATION)}-`));
  });

  it('is the newest migration of ours that ran, by number and not by spelling', () => {
    const others = ['20260101A', 'artifacts-of-somebody', 'myartifacts777', 'artifacts12x'];
    expect(newestMigration(['artifacts002', 'artifacts1000', 'artifacts999', ...others])).toBe(1000);
    expect(newestMigration(others)).toBe(0);
    expect(newestMigration([])).toBe(0);
  });
});
