import { ORIGIN_MARKS } from '../marks/origins.js';
import type { Client } from '../registry/client.js';
import type { ChangeOrigin } from '../../domain/words.js';
import { BY_DAY, countsByDay, type DayCount, dayOf, lastDays, waitingByDay } from './days.js';
import { type PanelSettings, since } from './panel-options.js';
import { percentile } from './statistics.js';

const VERSIONS = '/items/artifact_versions';
const APPROVALS = '/items/artifact_approvals';
/** What ends the waiting of a version. Each version has at most one such entry. */
const DECIDED = { action: { _in: ['approve', 'reject'] } };

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

/** Decisions that are read at most, the newest first; a page of them at a time. */
export const MOST_DECISIONS = 5000;
const PAGE = 1000;

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
  { project, days: count }: PanelSettings,
  now: number,
): Promise<DecisionTimes> {
  const days = lastDays(count, now);
  const filter = { _and: [...since(days[0], project)._and, DECIDED] };
  const byDay = new Map<string, number[]>();
  for (let page = 1; page <= MOST_DECISIONS / PAGE; page++) {
    const rows = await client.get<
      { date_created: string; artifact_version_id: { date_created: string | null } | null }[]
    >(APPROVALS, {
      fields: 'date_created,artifact_version_id.date_created',
      filter,
      sort: '-date_created,-id',
      limit: PAGE,
      page,
    });
    for (const { date_created, artifact_version_id: version } of rows) {
      if (typeof version?.date_created !== 'string') continue;
      const decided = Date.parse(date_created);
      const hours = Math.max(0, decided - Date.parse(version.date_created)) / 3_600_000;
      const day = dayOf(decided);
      byDay.set(day, [...(byDay.get(day) ?? []), hours]);
    }
    if (rows.length < PAGE) break;
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
  /** A schema key, or an origin. */
  name: string;
  approved: number;
  rejected: number;
}

/** Approvals and rejections per key or per origin, most decisions first. @throws Refused */
export async function readApprovalRates(
  client: Client,
  { project, days: count }: PanelSettings,
  by: 'schema_key' | 'change_origin',
  now: number,
): Promise<ApprovalRate[]> {
  const { _and: recently } = since(lastDays(count, now)[0], null);
  const countWith = (action: 'approve' | 'reject') =>
    client.get<Record<string, unknown>[]>(VERSIONS, {
      filter: {
        approvals: { _some: { _and: [{ action: { _eq: action } }, ...recently] } },
        ...(project === null ? {} : { project_id: { _eq: project } }),
      },
      groupBy: by,
      aggregate: { count: '*' },
      limit: -1,
    });
  const [approved, rejected] = await Promise.all([countWith('approve'), countWith('reject')]);
  const rates = new Map<string, ApprovalRate>();
  const rateOf = (row: Record<string, unknown>): ApprovalRate => {
    const given = row[by];
    const name = typeof given === 'string' ? given : 'unknown';
    const rate = rates.get(name) ?? { name, approved: 0, rejected: 0 };
    rates.set(name, rate);
    return rate;
  };
  for (const row of approved) rateOf(row).approved += Number(row['count']);
  for (const row of rejected) rateOf(row).rejected += Number(row['count']);
  return [...rates.values()].sort((a, b) => b.approved + b.rejected - a.approved - a.rejected);
}

/** The text of an origin as {@link readApprovalRates} names it. */
export function originText(name: string): (typeof ORIGIN_MARKS)[ChangeOrigin | 'unknown']['text'] {
  const known = Object.entries(ORIGIN_MARKS).find(([origin]) => origin === name);
  return known?.[1].text ?? 'origin.unknown';
}
