import type { Api } from '../../helpers/api.js';
import { setStatus } from '../../helpers/sample.js';
import { describeReply } from '../support-concurrency/race.js';

/** More than any refusal may take, however slow the machine is. */
export const BOUND_MS = 20_000;

/** Approves by PATCH, as the Studio does, by the endpoint, by an entry of the log, and by GraphQL, one after the other. */
export async function approveByEachRoute(api: Api, versionId: string): Promise<string[]> {
  const replies = [
    await setStatus(api, versionId, 'approved'),
    await api.post('/artifacts/decisions', { version_id: versionId, action: 'approve' }),
    await api.post('/items/artifact_approvals', { artifact_version_id: versionId, action: 'approve' }),
    await api.graphql(
      'mutation ($id: ID!) { update_artifact_versions_item(id: $id, data: { status: "approved" }) { id } }',
      { id: versionId },
    ),
  ];
  return replies.map(describeReply);
}

/** What each of them says when nobody can be served now. */
export const UNAVAILABLE_BY_EACH_ROUTE = [503, 503, 503, 200].map(
  (status) => `${status} SERVICE_UNAVAILABLE`,
);
