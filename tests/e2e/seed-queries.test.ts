import { describe, expect, test } from 'vitest';
import type { Key } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import type { Instance } from '../helpers/instance.js';
import { createProject } from '../helpers/sample.js';
import { QUERIES } from './support-seed/queries.js';
import { metadata, newRun, output, stepOne, stepTwo } from './support-seed/steps.js';

describe.each(vendors)('the seed’s queries on %s', (vendor) => {
  test('each of the four gives the right rows', async () => {
    const instance = sharedInstance(vendor);
    const [withLogo, without] = [await createProject(instance), await createProject(instance)];
    const run = await newRun(instance, withLogo, 'brand.logo', [
      output('no', metadata),
      output('yes', metadata),
    ]);
    const { fileIds, versionIds } = await stepOne(instance, run);
    await as(instance.url, instance.reviewer.token).post('/items/artifact_approvals', {
      artifact_version_id: versionIds[0]!,
      action: 'reject',
      reason: 'Too dark',
      feedback: { contrast: 'low' },
    });
    await stepTwo(instance, run, versionIds[1]!);
    const other = await newRun(instance, without, 'brand.colors', [output('colors', {})]);
    await stepTwo(instance, other, (await stepOne(instance, other)).versionIds[0]!);

    const ids = (await select(instance, QUERIES.approvedLogos[vendor])).map((row) => row['id']);
    expect(ids).toContain(withLogo);
    expect(ids).not.toContain(without);

    const rejected = await select(instance, QUERIES.rejectedLogos);
    expect(rejected.filter((row) => fileIds.includes(String(row['file_ids'])))).toEqual([
      {
        file_ids: fileIds[0],
        rejection_reason: 'Too dark',
        approval_reason: 'Too dark',
        feedback: vendor === 'sqlite' ? '{"contrast":"low"}' : { contrast: 'low' },
      },
    ]);

    const trail = await select(instance, QUERIES.projectHistory, [withLogo]);
    const shown = trail.map((row) => [row['schema_key'], row['status'], row['actor_id'], row['reason']]);
    const { id } = instance.reviewer;
    expect(shown.slice(0, 3)).toEqual(
      expect.arrayContaining([
        ['brand.logo', 'approved', id, null],
        ['brand.logo', 'approved', id, 'Logo meets brand guidelines'],
        ['brand.logo', 'approved', id, null],
      ]),
    );
    expect(shown.slice(3)).toEqual([['brand.logo', 'rejected', id, 'Too dark']]);
    expect(trail[0]?.['approved_at']).not.toBeNull();

    const approved = await select(instance, QUERIES.approvedOfTask, [run.task_id]);
    expect(approved).toMatchObject([{ id: versionIds[1], version_number: 2 }]);
  });
});

type Rows = Record<string, unknown>[];

async function select({ knex }: Instance, sql: string, bindings: Key[] = []): Promise<Rows> {
  const result: Rows | { rows: Rows } = await knex.raw(sql, bindings);
  return Array.isArray(result) ? result : result.rows;
}
