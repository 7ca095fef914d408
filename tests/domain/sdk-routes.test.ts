import { expect, it } from 'vitest';
import { routes } from '../../src/artifacts-endpoint/routes/index.js';
import * as sdk from '../../src/sdk/index.js';

const ID = '616bb1fe-1f73-4878-9bd7-8fb613d4e971';

/** What each command asks for; one that is missing here fails the test. */
const COMMANDS = [
  sdk.recordVersion({ project_id: ID, schema_key: 'a' }),
  sdk.decideVersion({ version_id: ID, action: 'approve' }),
  sdk.promoteVersions({ project_id: ID }),
  sdk.schedulePromotion(ID, { promote_at: null }),
  sdk.freezeProject(ID, { reason: 'x' }),
  sdk.readFreezes(ID),
  sdk.liftFreeze(ID),
  sdk.readContext(ID),
  sdk.readContextDiff(ID, { from: 1 }),
  sdk.verifyContext(ID),
  sdk.computeDrift(ID, {}),
  sdk.readHistory(ID),
  sdk.verifyAudit(ID),
  sdk.readFeedback(ID),
  sdk.readLineage(ID),
  sdk.readLineageGraph({ project_id: ID, schema_key: 'a' }),
  sdk.readCommonAncestor(ID, ID),
  sdk.readVersionDiff(ID),
  sdk.mergeVersions({ ours_id: ID, theirs_id: ID }),
  sdk.restoreVersion(ID),
  sdk.createSubscription({ url: 'https://n8n.example.com' }),
  sdk.readSubscriptions(),
  sdk.readSubscription(ID),
  sdk.deleteSubscription(ID),
  sdk.testCallback({ url: 'https://n8n.example.com' }),
  sdk.readPeople([ID]),
  sdk.readCompleteness(ID),
  sdk.readValidation(ID),
  sdk.readVersionPolicies(ID),
  sdk.backtestPolicy({ policy_id: ID }),
  sdk.readStale(ID),
  sdk.checkStale([ID]),
  sdk.readInputs(ID),
  sdk.readReviewing(),
  sdk.changeReviewing({ mode: 'off' }),
  sdk.readArtifactsHealth(),
];

it('the SDK has a command for every route of the endpoint', () => {
  const asked = COMMANDS.map((command) => {
    const { method = 'GET', path } = command();
    return `${method.toLowerCase()} ${path.replace(ID, ':id')}`;
  });
  const offered = routes.map(({ method, path }) => `${method} /artifacts${path}`);
  expect(asked.sort()).toEqual(offered.sort());
});
