import { addedFields, isSet, onlySet, segment } from './request-plan';
import type { Read, RequestPlan } from './request-plan';

const freezesOf = (read: Read): string =>
  `/artifacts/projects/${segment(read('projectId'), 'Project')}/freezes`;

/** Plans of what keeps versions from going live, or has them go live later. */
export const freezePlans: Record<string, (read: Read) => RequestPlan> = {
  freeze: (read) => ({
    method: 'POST',
    path: freezesOf(read),
    body: onlySet({
      schema_key: addedFields(read)['schema_key'],
      reason: read('reason'),
      until: addedFields(read)['until'],
    }),
  }),
  getFreezes: (read) => ({
    method: 'GET',
    path: freezesOf(read),
    query: read('includeLifted') === true ? { all: true } : {},
  }),
  lift: (read) => ({
    method: 'POST',
    path: `/artifacts/freezes/${segment(read('freezeId'), 'Freeze ID')}/lift`,
    body: onlySet({ reason: read('reason') }),
  }),
  // Left empty, the time is called off: that has to be said, and not left out.
  schedule: (read) => ({
    method: 'POST',
    path: `/artifacts/versions/${segment(read('versionId'), 'Version ID')}/schedule`,
    body: {
      promote_at: isSet(read('promoteAt')) ? read('promoteAt') : null,
      ...onlySet({ reason: read('reason') }),
    },
  }),
};
