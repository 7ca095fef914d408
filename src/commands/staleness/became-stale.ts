import type { Knex } from 'knex';
import groupBy from 'lodash/groupBy.js';
import { findCauses } from '../../domain/staleness/find-causes.js';
import { isLive } from '../../domain/state-machine.js';
import type { Version } from '../../domain/words.js';
import { type InputNode, inputNodes, linksAbove, linksBelow, successorsAt } from '../../store/staleness.js';
import { waitingAt } from '../../store/inputs.js';
import { lineName } from '../../store/lines.js';
import type { Settled } from '../settle-project.js';
import { MOST_LINKS } from './read-staleness.js';

/** Links that are followed to find what became stale by one transaction, the nearest first. */
const MOST_FOLLOWED = 1000;

/**
 * What of a project became stale by a change that was just made, and was not before: versions that are live, approved
 * or wait for a decision. At most {@link MOST_FOLLOWED}, the nearest first.
 */
export async function becameStale(trx: Knex.Transaction, settled: Settled): Promise<InputNode[]> {
  const candidates = await possiblyOutdated(trx, settled);
  const outdated = (await inputNodes(trx, candidates)).filter((node) => node.outdated);
  const fresh = new Set(outdated.map(({ id }) => id));
  const bounds = { unlessOutdated: { behind: [...fresh] } };
  const below = await linksBelow(trx, [...fresh], { ...bounds, limit: MOST_FOLLOWED });
  const made = await inputNodes(
    trx,
    below.map(({ version_id }) => version_id),
  );
  const current = made.filter((node) => isLive(node) || ['approved', 'pending'].includes(node.status));
  const ids = current.map(({ id }) => id);
  const stale = await staleBefore(trx, ids, fresh);
  return current.filter(({ id }) => !stale.has(id));
}

/** Which of these versions something else than `fresh` made stale, which therefore were it before. */
async function staleBefore(trx: Knex, ids: string[], fresh: Set<string>): Promise<Set<string>> {
  const links = await linksAbove(trx, ids, {
    limit: MOST_LINKS,
    unlessOutdated: { behind: [...fresh] },
  });
  const inputs = await inputNodes(
    trx,
    links.map(({ input_id }) => input_id),
  );
  const before = inputs.filter((node) => node.outdated && !fresh.has(node.id)).map(({ id }) => id);
  const inputsOf = new Map(
    Object.entries(groupBy(links, ({ version_id }) => version_id)).map(([id, own]) => [
      id,
      own.map(({ input_id }) => input_id),
    ]),
  );
  return new Set(findCauses({ inputsOf, outdated: new Set(before) }, ids).keys());
}

/**
 * Versions that were current before the change, as far as what is made from them goes, and may not be any more: what
 * gave way, what was turned down, and what waits although a newer version of its key has just been approved.
 */
async function possiblyOutdated(trx: Knex, settled: Settled): Promise<string[]> {
  const of = (...actions: string[]): Version[] =>
    settled.versions.filter((_, nth) => actions.includes(settled.entries[nth]?.action ?? ''));
  const gone = [
    ...of('supersede', 'revoke'),
    ...settled.promoted.flatMap(({ replaces }) => (replaces === null ? [] : [replaces])),
  ];
  const [approved, rejected] = [of('approve'), of('reject')];
  const ids = gone.map(({ id }) => id);
  if (approved.length + rejected.length === 0) return ids;

  const stands = groupBy(
    [...gone, ...(await successorsAt(trx, [...approved, ...rejected]))].filter(
      ({ id }) => !approved.some((version) => version.id === id),
    ),
    lineName,
  );
  // What a newer one stood above before was overtaken before.
  const isAbove = (version: {
    project_id: Version['project_id'];
    schema_key: string;
    version_number: number;
  }) => (stands[lineName(version)] ?? []).some((other) => other.version_number > version.version_number);
  const below = (await waitingAt(trx, approved)).filter((waiting) =>
    approved.some(
      (version) => lineName(version) === lineName(waiting) && version.version_number > waiting.version_number,
    ),
  );
  return [...ids, ...[...rejected, ...below].filter((version) => !isAbove(version)).map(({ id }) => id)];
}
