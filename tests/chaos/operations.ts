import { APPROVED_BY_RULE, TWO_MUST_AGREE } from './policies.js';
import type { Random } from './random.js';

/** Keys that versions are recorded under; `brand` cannot be approved beside the ones below it. */
const KEY_WEIGHTS = {
  'brand.logo': 8,
  'brand.claim': 8,
  'copy.headline': 8,
  [TWO_MUST_AGREE]: 10,
  [APPROVED_BY_RULE]: 4,
  brand: 1,
};

const DECISION_ROUTES = ['patch', 'bulk', 'graphql', 'entry', 'endpoint', 'batch'] as const;
export type DecisionRoute = (typeof DECISION_ROUTES)[number];
type DecidingAction = 'approve' | 'reject' | 'request_changes' | 'revoke';

const KINDS = {
  record: 24,
  child: 10,
  merge: 3,
  restore: 3,
  decide: 38,
  promote: 12,
  finishTask: 6,
  reopenTask: 3,
  link: 8,
};
type Kind = keyof typeof KINDS;

/**
 * One thing that a client will do. It names nothing that a server made: `picks` choose among what is known when it
 * is done. So the same seed gives each client the same sequence, although what they meet differs with the timing.
 */
export interface Operation {
  kind: Kind;
  route: DecisionRoute;
  action: DecidingAction;
  schemaKey: string;
  /** For records: how many in one request, and whether with a file and a task. */
  count: number;
  withFile: boolean;
  withTask: boolean;
  ifMatch: 'none' | 'right' | 'header' | 'wrong';
  promote: 'task' | 'project' | 'versions';
  /** Numbers that choose a server, project, version, other version, task, person. */
  picks: { server: number; project: number; version: number; other: number; task: number; person: number };
  /** Milliseconds until the client hangs up; null to wait for the answer. */
  hangUpAfter: number | null;
  /** Sent again under the same key although the answer came. */
  repeat: boolean;
}

/** The next operation of a client. It always takes the same number of draws. */
export function nextOperation(random: Random): Operation {
  const pick = () => random.int(2 ** 30);
  return {
    kind: random.weighted(KINDS),
    route: random.one(DECISION_ROUTES),
    action: random.weighted({ approve: 62, reject: 14, request_changes: 10, revoke: 14 }),
    schemaKey: random.weighted(KEY_WEIGHTS),
    count: random.chance(0.2) ? 3 : 1,
    withFile: random.chance(0.3),
    withTask: random.chance(0.6),
    ifMatch: random.weighted({ none: 60, right: 20, header: 12, wrong: 8 }),
    promote: random.one(['task', 'project', 'versions'] as const),
    picks: { server: pick(), project: pick(), version: pick(), other: pick(), task: pick(), person: pick() },
    hangUpAfter: random.chance(0.12) ? 2 + random.int(120) : null,
    repeat: random.chance(0.15),
  };
}
