import { ORIGIN_MARKS } from '../marks/origins.js';
import type { Client } from '../registry/client.js';
import type { ChangeOrigin } from '../../domain/words.js';
import { BY_DAY, countsByDay, type DayCount, dayOf, lastDays, waitingByDay } from './days.js';
import { type PanelSettings, since } from './panel-options.js';
import { percentile } from './statistics.js';

const VERSIONS = '/items/artifact_versions';
const APPROVALS = '/items/artifact_approvals';
/** What ends the waiting of a version. Approvals that policies count while others are missing belong to no decision. */
const DECIDED = { action: { _in: ['approve', 'reject'] }, decision_id: { _nnull: true } };

/** How many versions waited for a decision at the end of each day. @throws Refused */
export async function readWaiting(
  client: Client,
  { project, days: count }: PanelSettings,
  now: number,
): Promise<{ days: string[]; waiting: number[] }> {
  const days = lastDays(count, now);
  const filter = since(days[0], project);
  const byDay = { groupBy: BY_DAY, aggregate: { count: '*' }, limit: -1 };
  const ofProject = project === null ? {} : { project_id: { _eq: project } };
  const [came, went, pending] = await Promise.all([
    client.get<DayCount[]>(VERSIONS, { ...byDay, filter }),
    client.get<DayCount[]>(APPROVALS, { ...byDay, filter: { _and: [...filter._and, DECIDED] } }),
    client.get<{ count: number | string }[]>(VERSIONS, {
      filter: { status: { _eq: 'pending' }, ...ofProject },
      aggregate: { count: '*' },
    }),
  ]);
  const waiting = waitingByDay({
    days,
    now: Number(pending[0]?.count ?? 0),
    came: countsByDay(came),
    went: countsByDay(went),
  });
  return { days, waiting };
}

/** Decisions that are read at most, the newest first. */
export const MOST_DECISIONS = 5000;
const PAGE = 1000;

/** A decision, with what figures are made from. The version is null for whoever may not read it. */
interface Decision {
  action: 'approve' | 'reject';
  date_created: string;
  artifact_version_id: {
    schema_key: string;
    change_origin: ChangeOrigin | null;
    date_created: string | null;
  } | null;
}

/**
 * The decisions of the last days. Rows and not aggregates: no aggregate knows a median, and those grouped by a field
 * of the version take no notice of a filter on its entries (seen on Directus 12.4).
 */
async function readDecisions(
  client: Client,
  { project }: PanelSettings,
  from: string | undefined,
): Promise<Decision[]> {
  const filter = { _and: [...since(from, project)._and, DECIDED] };
  const decisions: Decision[] = [];
  while (decisions.length < MOST_DECISIONS) {
    const rows = await client.get<Decision[]>(APPROVALS, {
      fields:
        'action,date_created,artifact_version_id.schema_key,artifact_version_id.change_origin,artifact_version_id.date_created',
      filter,
      sort: '-date_created,-id',
      limit: PAGE,
      page: 1 + decisions.length / PAGE,
    });
    decisions.push(...rows);
    if (rows.length < PAGE) break;
  }
  return decisions;
}

/** Hours from recording to the decision. */
export interface DecisionTimes {
  days: string[];
  median: (number | null)[];
  p95: (number | null)[];
  overall: { median: number; p95: number; decisions: number } | null;
}

/** How long decisions took, by the day they were made on. @throws Refused */
export async function readDecisionTimes(
  client: Client,
  settings: PanelSettings,
  now: number,
): Promise<DecisionTimes> {
  const days = lastDays(settings.days, now);
  const byDay = new Map<string, number[]>();
  for (const decision of await readDecisions(client, settings, days[0])) {
    const recorded = decision.artifact_version_id?.date_created;
    if (typeof recorded !== 'string') continue;
    const decided = Date.parse(decision.date_created);
    const hours = Math.max(0, decided - Date.parse(recorded)) / 3_600_000;
    byDay.set(dayOf(decided), [...(byDay.get(dayOf(decided)) ?? []), hours]);
  }
  const all = [...byDay.values()].flat();
  const [median, p95] = [percentile(all, 0.5), percentile(all, 0.95)];
  return {
    days,
    median: days.map((day) => percentile(byDay.get(day) ?? [], 0.5)),
    p95: days.map((day) => percentile(byDay.get(day) ?? [], 0.95)),
    overall: median === null || p95 === null ? null : { median, p95, decisions: all.length },
  };
}

/** Of what was decided on: how much was approved. */
export interface ApprovalRate {
  /** A schema key; an origin, or `unknown`. */
  name: string;
  approved: number;
  rejected: number;
}

/** Approvals and rejections per key and per origin, most decisions first. @throws Refused */
export async function readApprovalRates(
  client: Client,
  settings: PanelSettings,
  now: number,
): Promise<{ decisions: number; byKey: ApprovalRate[]; byOrigin: ApprovalRate[] }> {
  const decisions = await readDecisions(client, settings, lastDays(settings.days, now)[0]);
  const ratesBy = (nameOf: (version: NonNullable<Decision['artifact_version_id']>) => string) => {
    const rates = new Map<string, ApprovalRate>();
    for (const { action, artifact_version_id: version } of decisions) {
      if (version === null) continue;
      const name = nameOf(version);
      const rate = rates.get(name) ?? { name, approved: 0, rejected: 0 };
      rates.set(name, rate);
      rate[action === 'approve' ? 'approved' : 'rejected']++;
    }
    return [...rates.values()].sort((a, b) => b.approved + b.rejected - a.approved - a.rejected);
  };
  return {
    decisions: decisions.length,
    byKey: ratesBy(({ schema_key }) => schema_key),
    byOrigin: ratesBy(({ change_origin }) => change_origin ?? 'unknown'),
  };
}

/** The text of an origin as {@link readApprovalRates} names it. */
export function originText(name: string): (typeof ORIGIN_MARKS)[ChangeOrigin | 'unknown']['text'] {
  const known = Object.entries(ORIGIN_MARKS).find(([origin]) => origin === name);
  return known?.[1].text ?? 'origin.unknown';
}
