import { describe, expect, test } from 'vitest';
import { as } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import {
  expectData,
  finishTask,
  pendingVersion,
  readProject,
  readVersion,
  setStatus,
} from '../helpers/sample.js';

describe.each(vendors)('deciding on %s', (vendor) => {
  test('approving by PATCH and finishing the task makes a version live', async () => {
    const instance = sharedInstance(vendor);
    const reviewer = as(instance.url, instance.reviewer.token);
    const { projectId, taskId, version } = await pendingVersion(instance);

    const approved = await setStatus(reviewer, version.id, 'approved');
    expect(approved.status, JSON.stringify(approved.body)).toBe(200);
    expect(await readVersion(instance, version.id)).toMatchObject({
      status: 'approved',
      approved_by: instance.reviewer.id,
      promoted_context_version: null,
    });

    const done = await finishTask(reviewer, taskId);
    expect(done.status, JSON.stringify(done.body)).toBe(200);
    const project = await readProject(instance, projectId);
    expect(project).toMatchObject({
      context_version: 1,
      context: {
        brand: {
          logo: {
            artifact_version_id: version.id,
            version: 1,
            content_hash: version.content_hash,
            format: 'PNG',
          },
        },
        _meta: { schema_version: '1.0.0', context_version: 1, total_artifacts: 1, audit_entries: 2 },
      },
    });
    const audit = await reviewer.get<{ data?: unknown }>(`/artifacts/projects/${projectId}/audit/verify`);
    expect(expectData(audit)).toEqual({ valid: true, entries: 2, first_broken: null });
  });
});
