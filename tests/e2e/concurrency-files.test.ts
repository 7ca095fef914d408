import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { as } from '../helpers/api.js';
import type { Reply } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import type { Instance } from '../helpers/instance.js';
import { createProject, expectData, recordVersion, setStatus, uploadFile } from '../helpers/sample.js';
import type { Key, Version } from '../../src/domain/words.js';
import { untilBlocked } from './support-concurrency/blocked.js';
import { readLedger } from './support-concurrency/ledger.js';
import type { Ledger } from './support-concurrency/ledger.js';
import { recomputeHash } from './support-concurrency/pinned-hashes.js';
import { recordAll, tally, times } from './support-concurrency/race.js';
import { violationsIn } from './support-concurrency/violations.js';

/** A pending version with one file, and a second file to link to it. */
async function versionWithFile(
  instance: Instance,
): Promise<{ projectId: Key; version: Version; fileId: string; otherFileId: string }> {
  const [fileId, otherFileId] = [await uploadFile(instance), await uploadFile(instance)];
  const projectId = await createProject(instance);
  const version = await recordVersion(as(instance.url, instance.agent.token), {
    project_id: projectId,
    schema_key: 'brand.logo',
    value: { format: 'PNG' },
    files: [fileId],
  });
  return { projectId, version, fileId, otherFileId };
}

function link(instance: Instance, versionId: string, fileId: string, sort = 2): Promise<Reply> {
  const agent = as(instance.url, instance.agent.token);
  return agent.post('/items/artifact_files', {
    artifact_version_id: versionId,
    directus_files_id: fileId,
    sort,
  });
}

/** What was decided on is what the version holds: its entry, its row and its bytes agree. */
function expectSealedAsHashed(ledger: Ledger, versionId: string): void {
  const version = ledger.versions.find(({ id }) => id === versionId)!;
  expect(version.content_hash).toBe(recomputeHash(ledger, version));
  const approval = ledger.entries.find((entry) => entry.artifact_version_id === versionId);
  expect(approval).toMatchObject({ action: 'approve', content_hash: version.content_hash });
}

describe.each(vendors)('files linked while a decision is under way on %s', (vendor) => {
  test('links one after the other while an approval runs: hashed up to a point, refused from then on', async () => {
    const instance = sharedInstance(vendor);
    const projectId = await createProject(instance);
    const fileIds: string[] = [];
    for (const _ of times(8)) fileIds.push(await uploadFile(instance));
    const versions = await recordAll(
      as(instance.url, instance.agent.token),
      projectId,
      times(20).map((index) => ({ schema_key: `deck.slide-${index}`, value: { index } })),
    );
    const reviewer = as(instance.url, instance.reviewer.token);
    const linked = new Map<string, number>();
    for (const { id } of versions) {
      const state = { approved: false };
      const approving = setStatus(reviewer, id, 'approved').then((reply) => {
        state.approved = true;
        return reply;
      });
      const outcomes: string[] = [];
      for (const fileId of fileIds) {
        const wasApproved = state.approved;
        outcomes.push(Object.keys(tally([await link(instance, id, fileId, outcomes.length)])).join());
        if (wasApproved) expect(outcomes.at(-1)).toBe('409 VERSION_SEALED');
        if (outcomes.at(-1) !== '200') break;
      }
      expect((await approving).status).toBe(200);
      const accepted = outcomes.filter((outcome) => outcome === '200').length;
      expect(outcomes.slice(accepted)).toEqual(accepted === fileIds.length ? [] : ['409 VERSION_SEALED']);
      linked.set(id, accepted);
    }
    const ledger = await readLedger(instance, projectId);
    for (const { id } of versions) {
      expectSealedAsHashed(ledger, id);
      const links = ledger.links.filter((one) => one.artifact_version_id === id);
      expect(links).toHaveLength(linked.get(id)!);
    }
    expect(await violationsIn(instance, projectId)).toEqual([]);
  });

  test('a link moved or removed while an approval runs is refused or hashed, and no request fails', async () => {
    const instance = sharedInstance(vendor);
    const projectId = await createProject(instance);
    const fileIds = [await uploadFile(instance), await uploadFile(instance), await uploadFile(instance)];
    const versions = await recordAll(
      as(instance.url, instance.agent.token),
      projectId,
      times(30).map((index) => ({ schema_key: `deck.slide-${index}`, value: { index }, files: fileIds })),
    );
    const { links } = await readLedger(instance, projectId);
    const reviewer = as(instance.url, instance.reviewer.token);
    const admin = as(instance.url, instance.admin.token);
    for (const [index, { id }] of versions.entries()) {
      const [moved, removed] = links.filter((one) => one.artifact_version_id === id);
      const change = () => [
        admin.patch(`/items/artifact_files/${moved!.id}`, { sort: 9 }),
        admin.delete(`/items/artifact_files/${removed!.id}`),
      ];
      const approve = () => setStatus(reviewer, id, 'approved');
      const requests = index % 2 === 0 ? [approve(), ...change()] : [...change(), approve()];
      const counts = tally(await Promise.all(requests));
      const known = (counts['200'] ?? 0) + (counts['204'] ?? 0) + (counts['409 VERSION_SEALED'] ?? 0);
      expect(known, JSON.stringify(counts)).toBe(3);
    }
    const ledger = await readLedger(instance, projectId);
    for (const { id } of versions) expectSealedAsHashed(ledger, id);
    expect(await violationsIn(instance, projectId)).toEqual([]);
  });
});

describe.runIf(vendors.includes('postgres'))(
  'files linked while a decision is held open on PostgreSQL',
  () => {
    test('before it has locked the version: the link is taken, and the approval is about it', async () => {
      const instance = sharedInstance('postgres');
      const { projectId, version, otherFileId } = await versionWithFile(instance);
      const holder = await instance.knex.transaction();
      await holder('projects').where({ id: projectId }).forUpdate();
      const approving = setStatus(as(instance.url, instance.reviewer.token), version.id, 'approved');
      await untilBlocked(instance.knex, holder, 1);
      expectData(await link(instance, version.id, otherFileId));
      await holder.commit();
      expect((await approving).status).toBe(200);
      const ledger = await readLedger(instance, projectId);
      expect(ledger.links).toHaveLength(2);
      expect(ledger.versions[0]!.content_hash).not.toBe(version.content_hash);
      expectSealedAsHashed(ledger, version.id);
      expect(await violationsIn(instance, projectId)).toEqual([]);
    });

    test('after it has locked the version: links by request and by raw SQL wait, and are refused', async () => {
      const instance = sharedInstance('postgres');
      const { projectId, version, fileId, otherFileId } = await versionWithFile(instance);
      const holder = await instance.knex.transaction();
      // The approval locks the files that it hashes, after the version: here it stands still.
      await holder('directus_files').where({ id: fileId }).forUpdate();
      const approving = setStatus(as(instance.url, instance.reviewer.token), version.id, 'approved');
      await untilBlocked(instance.knex, holder, 1);
      const linking = link(instance, version.id, otherFileId);
      const row = {
        id: randomUUID(),
        artifact_version_id: version.id,
        directus_files_id: otherFileId,
        sort: 3,
      };
      const inserting = instance
        .knex('artifact_files')
        .insert(row)
        .then(
          () => 'inserted',
          (error: unknown) => String(error),
        );
      await untilBlocked(instance.knex, holder, 3);
      await holder.commit();
      expect((await approving).status).toBe(200);
      expect(tally([await linking])).toEqual({ '409 VERSION_SEALED': 1 });
      expect(await inserting).toMatch(/VERSION_SEALED/);
      const ledger = await readLedger(instance, projectId);
      expect(ledger.links).toHaveLength(1);
      expectSealedAsHashed(ledger, version.id);
      expect(await violationsIn(instance, projectId)).toEqual([]);
    });

    test('after it has locked the version: moving and removing its link wait, and are refused', async () => {
      const instance = sharedInstance('postgres');
      const { projectId, version, fileId } = await versionWithFile(instance);
      const [row] = (await readLedger(instance, projectId)).links;
      const holder = await instance.knex.transaction();
      await holder('directus_files').where({ id: fileId }).forUpdate();
      const approving = setStatus(as(instance.url, instance.reviewer.token), version.id, 'approved');
      await untilBlocked(instance.knex, holder, 1);
      const admin = as(instance.url, instance.admin.token);
      const changing = [
        admin.patch(`/items/artifact_files/${row!.id}`, { sort: 9 }),
        admin.delete(`/items/artifact_files/${row!.id}`),
        admin.delete('/items/artifact_files', [row!.id]),
        admin.graphql('mutation ($id: ID!) { delete_artifact_files_item(id: $id) { id } }', { id: row!.id }),
      ];
      await untilBlocked(instance.knex, holder, 5);
      await holder.commit();
      expect((await approving).status).toBe(200);
      const replies = await Promise.all(changing);
      expect(tally(replies.slice(0, 3))).toEqual({ '409 VERSION_SEALED': 3 });
      expect(replies[3]!.body.errors).toHaveLength(1);
      const ledger = await readLedger(instance, projectId);
      expect(ledger.links).toEqual([row]);
      expectSealedAsHashed(ledger, version.id);
      expect(await violationsIn(instance, projectId)).toEqual([]);
    });

    test('while a child is being recorded: the link to its parent waits, and is refused', async () => {
      const instance = sharedInstance('postgres');
      const { projectId, version, fileId, otherFileId } = await versionWithFile(instance);
      const holder = await instance.knex.transaction();
      await holder('directus_files').where({ id: fileId }).forUpdate();
      const recording = as(instance.url, instance.agent.token).post('/artifacts/versions', {
        project_id: projectId,
        schema_key: 'brand.logo',
        value: { format: 'SVG' },
      });
      await untilBlocked(instance.knex, holder, 1);
      const linking = link(instance, version.id, otherFileId);
      await untilBlocked(instance.knex, holder, 2);
      await holder.commit();
      expect((await recording).status).toBe(201);
      expect(tally([await linking])).toEqual({ '409 VERSION_SEALED': 1 });
      const ledger = await readLedger(instance, projectId);
      expect(ledger.versions.find(({ parent_id }) => parent_id === version.id)).toMatchObject({
        version_number: 2,
        parent_hash: version.content_hash,
      });
      expect(await violationsIn(instance, projectId)).toEqual([]);
    });

    test('an edit of the value while the approval is held open waits, and is refused', async () => {
      const instance = sharedInstance('postgres');
      const { projectId, version, fileId } = await versionWithFile(instance);
      const holder = await instance.knex.transaction();
      await holder('directus_files').where({ id: fileId }).forUpdate();
      const reviewer = as(instance.url, instance.reviewer.token);
      const approving = setStatus(reviewer, version.id, 'approved');
      await untilBlocked(instance.knex, holder, 1);
      const editing = reviewer.patch(`/items/artifact_versions/${version.id}`, { value: { format: 'GIF' } });
      await untilBlocked(instance.knex, holder, 2);
      await holder.commit();
      expect((await approving).status).toBe(200);
      expect(tally([await editing])).toEqual({ '409 VERSION_SEALED': 1 });
      const ledger = await readLedger(instance, projectId);
      expect(ledger.versions[0]!.value).toEqual({ format: 'PNG' });
      expectSealedAsHashed(ledger, version.id);
      expect(await violationsIn(instance, projectId)).toEqual([]);
    });
  },
);
