import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import { createProject, readProject, readVersion } from '../helpers/sample.js';
import { expectedHash } from './support-http/content-hash.js';
import { entryRows } from './support-http/entry-hash.js';
import { violationsOf } from './support-invariants/health.js';
import { metadata, newRun, output, stepOne, stepTwo } from './support-seed/steps.js';

describe.each(vendors)('the seed’s script as it stands on %s', (vendor) => {
  test('step 1 by the agent, step 2 by the reviewer, and step 3 has happened', async () => {
    const instance = sharedInstance(vendor);
    const project_id = await createProject(instance);
    const outputs = [output('first', metadata), output('second', metadata), output('third', metadata)];
    const run = await newRun(instance, project_id, 'brand.logo', outputs);
    const { project, fileIds, versionIds } = await stepOne(instance, run);
    expect(project).toEqual({ id: project_id, context: null, context_version: 0 });
    for (const [index, id] of versionIds.entries()) {
      const bytes = ['first', 'second', 'third'][index]!;
      expect(await readVersion(instance, id)).toMatchObject({
        version_number: index + 1,
        status: 'pending',
        content_hash: expectedHash(metadata, [{ bytes, primary: true }]),
      });
    }
    expect(await instance.knex('tasks').where({ id: run.task_id }).first()).toMatchObject({
      status: 'needs_review',
    });
    expect(await instance.knex('task_artifacts').where({ task_id: run.task_id })).toHaveLength(3);

    const [, , chosen] = versionIds as [string, string, string];
    await stepTwo(instance, run, chosen);

    const after = await readProject(instance, project_id);
    const version = await readVersion(instance, chosen);
    const { brand, _meta, ...nothingElse } = after.context as { brand: JsonObject; _meta: JsonObject };
    expect(nothingElse).toEqual({});
    // The seed's example, and the hash that the contract adds.
    expect(brand).toEqual({
      logo: {
        artifact_version_id: chosen,
        file_id: fileIds[2],
        approved_at: version.approved_at,
        version: 3,
        metadata: { dimensions: '1000x1000', format: 'PNG' },
        content_hash: version.content_hash,
      },
    });
    expect(after.context_version).toBe(1);
    const entries = await entryRows(instance, project_id);
    expect(_meta).toEqual({
      schema_version: '1.0.0',
      last_updated: entries.at(-1)?.date_created,
      context_version: 1,
      total_artifacts: 1,
      audit_entries: 3,
      audit_head: entries.at(-1)?.entry_hash,
    });
    expect(entries).toMatchObject([
      { action: 'approve', reason: null, actor_id: instance.reviewer.id, actor_type: 'human' },
      {
        action: 'approve',
        reason: 'Logo meets brand guidelines',
        actor_id: instance.reviewer.id,
        actor_type: 'human',
      },
      { action: 'promote', context_version: 1 },
    ]);
    for (const entry of entries)
      expect(entry).toMatchObject({ artifact_version_id: chosen, task_id: run.task_id });
    expect(version).toMatchObject({
      status: 'approved',
      approved_by: instance.reviewer.id,
      promoted_context_version: 1,
    });
    expect(await violationsOf(instance, project_id)).toEqual([]);
    const audit = await as(instance.url, instance.agent.token).get(
      `/artifacts/projects/${String(project_id)}/audit/verify`,
    );
    expect(audit.body.data).toEqual({ valid: true, entries: 3, first_broken: null });
  });

  test('run after run: the numbers go on, the newer logo replaces the older, the rest stays', async () => {
    const instance = sharedInstance(vendor);
    const project_id = await createProject(instance);
    const runs: [string, JsonObject[], number][] = [
      ['brand.logo', [metadata, metadata], 0],
      ['brand.colors', [{ primary: '#1A365D', secondary: '#2C7A7B', accent: '#ED8936' }], 0],
      ['deliverables.business_card', [{}], 0],
      ['brand.logo', [metadata, metadata], 1],
    ];
    const chosen: string[] = [];
    for (const [index, [schema_key, values, choice]] of runs.entries()) {
      const outputs = values.map((value, number) => output(`${index}/${number}`, value));
      const run = await newRun(instance, project_id, schema_key, outputs);
      const { project, versionIds } = await stepOne(instance, run);
      expect(project.context_version).toBe(index);
      await stepTwo(instance, run, versionIds[choice]!);
      chosen.push(versionIds[choice]!);
    }
    const { context, context_version } = await readProject(instance, project_id);
    expect(context_version).toBe(4);
    expect(context).toMatchObject({
      brand: {
        logo: { artifact_version_id: chosen[3], version: 4 },
        colors: { artifact_version_id: chosen[1], primary: '#1A365D', accent: '#ED8936' },
      },
      deliverables: { business_card: { artifact_version_id: chosen[2] } },
      _meta: { context_version: 4, total_artifacts: 3 },
    });
    expect(await readVersion(instance, chosen[0]!)).toMatchObject({
      status: 'superseded',
      retired_context_version: 4,
    });
    expect(await violationsOf(instance, project_id)).toEqual([]);
  });
});
