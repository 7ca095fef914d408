import type { Route } from '../route.js';
import { changeReviewingRoute } from './change-reviewing.js';
import { computeDriftRoute } from './compute-drift.js';
import { decideRoute } from './decide.js';
import { diffContextRoute } from './diff-context.js';
import { evaluatePoliciesRoute } from './evaluate-policies.js';
import { findCommonAncestorRoute } from './find-common-ancestor.js';
import { diffVersionsRoute } from './diff-versions.js';
import { findStaleRoute } from './find-stale.js';
import { listStaleRoute } from './list-stale.js';
import { listSubscriptionsRoute } from './list-subscriptions.js';
import { freezeRoute } from './freeze.js';
import { liftFreezeRoute } from './lift-freeze.js';
import { listFreezesRoute } from './list-freezes.js';
import { mergeVersionsRoute } from './merge-versions.js';
import { promoteRoute } from './promote.js';
import { readCompletenessRoute } from './read-completeness.js';
import { readContextRoute } from './read-context.js';
import { readFeedbackRoute } from './read-feedback.js';
import { readHealthRoute } from './read-health.js';
import { readHistoryRoute } from './read-history.js';
import { readInputGraphRoute } from './read-input-graph.js';
import { readLineageRoute } from './read-lineage.js';
import { readLineageGraphRoute } from './read-lineage-graph.js';
import { readPeopleRoute } from './read-people.js';
import { readReviewingRoute } from './read-reviewing.js';
import { readSubscriptionRoute } from './read-subscription.js';
import { readValidationRoute } from './read-validation.js';
import { readVersionPoliciesRoute } from './read-version-policies.js';
import { recordVersionsRoute } from './record-versions.js';
import { restoreVersionRoute } from './restore-version.js';
import { schedulePromotionRoute } from './schedule-promotion.js';
import { subscribeRoute } from './subscribe.js';
import { testCallbackRoute } from './test-callback.js';
import { unsubscribeRoute } from './unsubscribe.js';
import { verifyAuditRoute } from './verify-audit.js';
import { verifyContextRoute } from './verify-context.js';

/** Every route of `/artifacts`, in the order of the documentation. */
export const routes: Route[] = [
  recordVersionsRoute,
  decideRoute,
  promoteRoute,
  schedulePromotionRoute,
  freezeRoute,
  listFreezesRoute,
  liftFreezeRoute,
  readContextRoute,
  diffContextRoute,
  verifyContextRoute,
  computeDriftRoute,
  readCompletenessRoute,
  listStaleRoute,
  readHistoryRoute,
  verifyAuditRoute,
  readFeedbackRoute,
  readPeopleRoute,
  readLineageRoute,
  readLineageGraphRoute,
  readInputGraphRoute,
  findStaleRoute,
  findCommonAncestorRoute,
  diffVersionsRoute,
  readValidationRoute,
  readVersionPoliciesRoute,
  evaluatePoliciesRoute,
  mergeVersionsRoute,
  restoreVersionRoute,
  subscribeRoute,
  listSubscriptionsRoute,
  readSubscriptionRoute,
  unsubscribeRoute,
  testCallbackRoute,
  readReviewingRoute,
  changeReviewingRoute,
  readHealthRoute,
];
