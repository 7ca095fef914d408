import { describe, expect, test } from 'vitest';
import { contextProperties } from '../../n8n/node/lib/descriptions/context.js';
import { decisionProperties } from '../../n8n/node/lib/descriptions/decision.js';
import { logProperties } from '../../n8n/node/lib/descriptions/log.js';
import { fileProperties, instanceProperties } from '../../n8n/node/lib/descriptions/other.js';
import { promotionProperties } from '../../n8n/node/lib/descriptions/promotion.js';
import { subscriptionProperties } from '../../n8n/node/lib/descriptions/subscription.js';
import { versionProperties } from '../../n8n/node/lib/descriptions/version.js';
import { decisionPlan } from '../../n8n/node/lib/plans/decisions.js';
import { freezePlans } from '../../n8n/node/lib/plans/freezes.js';
import { contextPlans, instancePlans, logPlans } from '../../n8n/node/lib/plans/projects.js';
import { promotionPlan } from '../../n8n/node/lib/plans/promotions.js';
import type { Read, RequestPlan } from '../../n8n/node/lib/plans/request-plan.js';
import { subscriptionPlans } from '../../n8n/node/lib/plans/subscriptions.js';
import { recordPlan, versionPlans } from '../../n8n/node/lib/plans/versions.js';
import { routes } from '../../src/artifacts-endpoint/routes/index.js';
import { EVERY_OPERATION } from '../n8n/support/every-operation.js';

const ID = '616bb1fe-1f73-4878-9bd7-8fb613d4e971';

/** A form in which every field says something, as far as a plan looks at it. */
const filled: Read = (name) =>
  ({ upstream: '{}', additionalFields: {}, filters: {}, resolutions: '', policy: '' })[name] ?? ID;

const of = (resource: string, plans: Record<string, (read: Read) => RequestPlan>) =>
  Object.entries(plans).map(([name, plan]) => ({ operation: `${resource} ${name}`, ...plan(filled) }));

const PLANS = [
  { operation: 'version record', ...recordPlan({}) },
  { operation: 'version recordMany', ...recordPlan([]) },
  { operation: 'version recordAndWait', ...recordPlan({}) },
  { operation: 'decision decide', ...decisionPlan({}) },
  { operation: 'decision decideMany', ...decisionPlan([]) },
  { operation: 'promotion promote', ...promotionPlan(filled) },
  ...of('promotion', freezePlans),
  ...of('version', versionPlans),
  ...of('context', contextPlans),
  ...of('log', logPlans),
  ...of('subscription', subscriptionPlans),
  ...of('instance', instancePlans),
];

/** What the form of the node offers, e.g. `version record`. */
const OFFERED = [
  contextProperties,
  decisionProperties,
  logProperties,
  fileProperties,
  instanceProperties,
  promotionProperties,
  subscriptionProperties,
  versionProperties,
].flatMap((properties) => {
  const { displayOptions, options = [] } = properties.find(({ name }) => name === 'operation')!;
  const resource = JSON.stringify(displayOptions?.show?.['resource']).slice(2, -2);
  return options.flatMap((option) => ('value' in option ? [`${resource} ${String(option.value)}`] : []));
});

describe('The node for n8n', () => {
  test('has an operation for every route of the endpoint', () => {
    const asked = PLANS.map(({ method, path }) => `${method.toLowerCase()} ${path.replace(ID, ':id')}`);
    // Routes that make no sense in a workflow, with the reason: how a person is told of what waits is theirs to set, in
    // the Studio, and a workflow has a user without access to that.
    const personal = ['get /artifacts/me/reviewing', 'patch /artifacts/me/reviewing'];
    const missing = routes
      .map(({ method, path }) => `${method} /artifacts${path}`)
      .filter((route) => !asked.includes(route) && !personal.includes(route));
    expect(missing).toEqual([]);
  });

  test('plans nothing that its form does not offer, and offers nothing that it cannot do', () => {
    // These two send no request to a route of ours: files go to Directus' own, and waiting sends nothing.
    const beside = ['file upload', 'decision wait'];
    expect(OFFERED.sort()).toEqual([...PLANS.map(({ operation }) => operation), ...beside].sort());
  });

  test('is run in a real n8n with each of its operations', () => {
    const run = EVERY_OPERATION.flatMap(({ parameters }) =>
      'resource' in parameters
        ? [`${String(parameters['resource'])} ${String(parameters['operation'])}`]
        : [],
    );
    // In tests of their own: all items in one request, and what waits.
    const elsewhere = ['version recordMany', 'decision decideMany', 'version recordAndWait', 'decision wait'];
    expect([...new Set([...run, ...elsewhere])].sort()).toEqual(OFFERED.sort());
  });
});
