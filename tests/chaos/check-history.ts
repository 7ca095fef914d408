import { grouped } from './grouped.js';
import type { History, Invocation } from './history.js';
import type { EntryRow, VersionRow } from './model.js';
import type { Snapshot } from './snapshot.js';

/** What the clients were told against what is there: I4 and I9, in words. */
export function checkHistory(history: History, snapshot: Snapshot): string[] {
  const found = new Index(snapshot);
  const ended = history.invocations.filter(({ endedAt }) => Number.isFinite(endedAt));
  return [
    ...ended.flatMap((invocation) =>
      checkOne(invocation, found).map(
        (what) => `${invocation.token} (${invocation.operation}, ${invocation.outcome}): ${what}`,
      ),
    ),
    ...ended.flatMap((invocation) => checkAnswers(history, invocation)),
    ...checkBumps(ended),
  ];
}

/** The rows by what a client can know them by. */
class Index {
  readonly versionsOf: Map<string | null, VersionRow[]>;
  readonly entriesOf: Map<string | null, EntryRow[]>;
  readonly entriesAbout: Map<string, EntryRow[]>;
  readonly promotionsOf: Map<string, EntryRow[]>;
  readonly links: Set<string>;

  constructor({ versions, entries, links }: Snapshot) {
    this.versionsOf = grouped(versions, (version) => version.summary);
    this.entriesOf = grouped(entries, (entry) => entry.reason);
    this.entriesAbout = grouped(entries, (entry) => entry.artifact_version_id);
    const promotions = entries.filter(({ action }) => action === 'promote');
    this.promotionsOf = grouped(promotions, (entry) => `${entry.project_id} ${entry.context_version}`);
    this.links = new Set(links.map((link) => `${link.artifact_version_id} ${link.directus_files_id}`));
  }
}

/** A refused one left nothing, a done one all of it once, one that nobody knows about all of it or nothing. */
function allOrNothing(invocation: Invocation, what: string, there: number, whole: number): string[] {
  const allowed = { ok: [whole], refused: [0], unknown: [0, whole] }[invocation.outcome];
  return allowed.includes(there) ? [] : [`${there} ${what}, not ${allowed.join(' or ')}`];
}

function checkOne(invocation: Invocation, found: Index): string[] {
  const { effect } = invocation;
  if (effect.kind === 'versions') {
    const rows = found.versionsOf.get(effect.token) ?? [];
    const missing = effect.ids.filter((id) => !rows.some((row) => row.id === id));
    return [
      ...allOrNothing(invocation, 'versions', rows.length, effect.count),
      ...missing.map((id) => `the acknowledged version ${id} is not there`),
    ];
  }
  if (effect.kind === 'link') {
    const there = found.links.has(`${effect.versionId} ${effect.fileId}`) ? 1 : 0;
    return allOrNothing(invocation, 'links', there, 1);
  }
  if (effect.kind === 'entries') return checkEntries(invocation, effect, found);
  if (effect.kind === 'promotion' && invocation.outcome === 'ok') return checkPromotion(effect, found);
  return [];
}

type Of<Kind> = Extract<Invocation['effect'], { kind: Kind }>;

function checkEntries(invocation: Invocation, effect: Of<'entries'>, found: Index): string[] {
  const { token, versionIds, action } = effect;
  if (token !== null) {
    const entries = (found.entriesOf.get(token) ?? []).filter(
      (entry) => entry.action !== 'supersede' && entry.action !== 'promote',
    );
    const strangers = entries.filter((entry) => !versionIds.includes(entry.artifact_version_id));
    const isUnchanged = invocation.outcome === 'ok' && entries.length === 0 && isPatch(invocation);
    return [
      // A status that is written again is no second decision.
      ...(isUnchanged ? [] : allOrNothing(invocation, 'entries', entries.length, versionIds.length)),
      ...strangers.map((entry) => `entry ${entry.sequence} is about another version`),
    ];
  }
  if (invocation.outcome !== 'ok') return [];
  // Without a reason of its own: each version was approved once, by this one or by one before it.
  return versionIds.flatMap((id) => {
    const there = (found.entriesAbout.get(id) ?? []).filter((entry) => entry.action === action);
    return there.length > 0 ? [] : [`the acknowledged ${action} of ${id} is not there`];
  });
}

const isPatch = ({ request }: Invocation) => request.method === 'PATCH' || request.path === '/graphql';

function checkPromotion(effect: Of<'promotion'>, found: Index): string[] {
  const { projectId, from, to, versionIds, ifMatch } = effect;
  const wrong: string[] = [];
  if (ifMatch !== null && from !== ifMatch) wrong.push(`it was promoted at ${from}, wanted at ${ifMatch}`);
  if (to - from !== (versionIds.length > 0 ? 1 : 0)) wrong.push(`the context went from ${from} to ${to}`);
  if (versionIds.length === 0) return wrong;
  const there = (found.promotionsOf.get(`${projectId} ${to}`) ?? []).map(
    (entry) => entry.artifact_version_id,
  );
  if (there.toSorted().join() !== versionIds.toSorted().join())
    wrong.push(`context version ${to} promoted ${there.join()}, acknowledged was ${versionIds.join()}`);
  return wrong;
}

/** No context version was promised to two promotions. */
function checkBumps(ended: Invocation[]): string[] {
  const told = new Set<string>();
  return ended.flatMap(({ effect, outcome, token }) => {
    if (effect.kind !== 'promotion' || outcome !== 'ok' || effect.versionIds.length === 0) return [];
    const bump = `${effect.projectId} ${effect.to}`;
    if (told.has(bump))
      return [`${token}: context version ${effect.to} was acknowledged to another one, too`];
    told.add(bump);
    return [];
  });
}

/** Answers that no client should get: a different one to a repetition, or a 5xx while nothing was broken. */
function checkAnswers(history: History, invocation: Invocation): string[] {
  const { statuses, codes, token, request, startedAt, endedAt } = invocation;
  const wrong = codes.includes('REPLAY_DIFFERS') ? [`${token}: the repetition was answered differently`] : [];
  // 503 says that the server is busy, which it may be.
  const broken = statuses.filter((status) => status !== null && status >= 500 && status !== 503);
  const isBroken = broken.length > 0 || codes.includes('INTERNAL_SERVER_ERROR');
  if (isBroken && !history.wasDisturbed(startedAt, endedAt))
    wrong.push(`${token}: ${request.method} ${request.path} was answered ${broken.join()} (${codes.join()})`);
  return wrong;
}
