import { randomUUID } from 'node:crypto';
import type { Key, Version } from '../../../src/domain/words.js';
import { as } from '../../helpers/api.js';
import type { Instance } from '../../helpers/instance.js';
import { createProject, expectData, recordVersion, uploadFile } from '../../helpers/sample.js';
import type { VersionInput } from '../../helpers/sample.js';

/** A project in which everything has happened once, all of it through the API. */
export interface Story {
  projectId: Key;
  /** A file of `logo` and `newLogo`. */
  fileId: string;
  /** Approved, live, then superseded and retired by `newLogo`. */
  logo: Version;
  /** Live. */
  newLogo: Version;
  /** Was live until it was revoked. */
  palette: Version;
  rejected: Version;
  /** Undecided, but a change request has sealed it. */
  criticized: Version;
  /** Undecided, sealed by `draft`, which builds on it. */
  outline: Version;
  /** Open: nothing was decided on it or built on it. */
  draft: Version;
}

export async function playStory(instance: Instance): Promise<Story> {
  const projectId = await createProject(instance);
  const fileId = await uploadFile(instance);
  const record = (schema_key: string, more: Partial<VersionInput> = {}) =>
    recordVersion(as(instance.url, instance.agent.token), {
      project_id: projectId,
      schema_key,
      value: { nonce: randomUUID() },
      ...more,
    });
  const logo = await record('brand.logo', { files: [fileId] });
  const palette = await record('brand.palette');
  await decide(instance, [
    { version_id: logo.id, action: 'approve' },
    { version_id: palette.id, action: 'approve' },
  ]);
  const rejected = await record('brand.claim');
  await decide(instance, { version_id: rejected.id, action: 'reject', reason: 'Too long' });
  const criticized = await record('brand.font');
  await decide(instance, { version_id: criticized.id, action: 'request_changes', reason: 'Has no ß' });
  await decide(instance, { version_id: palette.id, action: 'revoke', reason: 'Not ours to use' });
  const newLogo = await record('brand.logo', { files: [fileId], change_origin: 'local_modification' });
  await decide(instance, { version_id: newLogo.id, action: 'approve' });
  const outline = await record('docs.brief', { files: [await uploadFile(instance)] });
  const draft = await record('docs.brief', { files: [await uploadFile(instance)] });
  return { projectId, fileId, logo, newLogo, palette, rejected, criticized, outline, draft };
}

interface Decision {
  version_id: string;
  action: string;
  reason?: string;
}

/** Decides as a reviewer. What has no task goes live when it is approved. */
export async function decide(instance: Instance, decisions: Decision | Decision[]): Promise<void> {
  expectData(await as(instance.url, instance.reviewer.token).post('/artifacts/decisions', decisions));
}
