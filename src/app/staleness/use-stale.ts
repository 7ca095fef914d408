import { shallowRef } from 'vue';
import type { StaleCause } from '../../domain/staleness/words.js';
import type { Key } from '../../domain/words.js';
import { type Client, Refused } from '../registry/client.js';

/** Ids that one question takes, and versions that one page has at most. */
const AT_ONCE = 100;
const PAGE = 500;

/** What is stale among the versions of a page. */
export interface Stale {
  /** Why a version is stale, the nearest cause first; empty for one that is not, or of which that is not known yet. */
  causesOf: (versionId: string) => readonly StaleCause[];
  /** Asks about these versions. */
  learn: (versionIds: readonly string[]) => Promise<void>;
  /** Asks about all that a project builds on. */
  learnProject: (projectId: Key) => Promise<void>;
}

interface Answer {
  version_id: string;
  causes: StaleCause[];
}

/** A page need not wait for it; to somebody who may not know, nothing is stale. */
export function useStale(client: Client): Stale {
  const known = shallowRef(new Map<string, readonly StaleCause[]>());
  let latest = 0;
  const learn = async (ask: () => Promise<Answer[]>) => {
    const mine = ++latest;
    const answers = await ask().catch((error: unknown) => {
      if (error instanceof Refused) return [];
      throw error;
    });
    // What was asked later knows better.
    if (mine === latest) known.value = new Map(answers.map(({ version_id, causes }) => [version_id, causes]));
  };
  return {
    causesOf: (versionId) => known.value.get(versionId) ?? [],
    learn: (versionIds) => learn(() => askAbout(client, versionIds)),
    learnProject: (projectId) => learn(() => listProject(client, projectId)),
  };
}

async function askAbout(client: Client, ids: readonly string[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const versions = ids.slice(at, at + AT_ONCE).join(',');
    answers.push(...(await client.get<Answer[]>('/artifacts/stale', { versions })));
  }
  return answers;
}

async function listProject(client: Client, projectId: Key): Promise<Answer[]> {
  const path = `/artifacts/projects/${encodeURIComponent(projectId)}/stale`;
  const answers: Answer[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await client.get<(Answer & { schema_key: string; version_number: number })[]>(path, {
      limit: PAGE,
      cursor,
    });
    answers.push(...page);
    const last = page.at(-1);
    if (page.length < PAGE || last === undefined) return answers;
    cursor = `${last.schema_key}@${last.version_number}`;
  }
}
