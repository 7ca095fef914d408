import type { Key, Version } from '../../../src/domain/words.js';
import type { Api, Reply } from '../../helpers/api.js';
import { expectData } from '../../helpers/sample.js';
import type { VersionInput } from '../../helpers/sample.js';

const MOST_AT_ONCE = 100;

/** `count` numbers from 0 on. */
export function times(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** Records one version per input, in as few requests as the endpoint allows, and returns them in that order. */
export async function recordAll(
  api: Api,
  projectId: Key,
  inputs: Omit<VersionInput, 'project_id'>[],
): Promise<Version[]> {
  const recorded: Version[] = [];
  for (let start = 0; start < inputs.length; start += MOST_AT_ONCE) {
    const some = inputs.slice(start, start + MOST_AT_ONCE);
    const body = some.map((input) => ({ project_id: projectId, ...input }));
    recorded.push(...expectData(await api.post<{ data?: Version[] }>('/artifacts/versions', body)));
  }
  return recorded;
}

/** Approves many versions at once in one request, whoever the reviewer is. */
export async function approveAll(api: Api, versions: Version[]): Promise<void> {
  for (let start = 0; start < versions.length; start += MOST_AT_ONCE) {
    const decisions = versions
      .slice(start, start + MOST_AT_ONCE)
      .map((version) => ({ version_id: version.id, action: 'approve' }));
    expectData(await api.post('/artifacts/decisions', decisions));
  }
}

/** How often each outcome came up: `{"200": 3, "409 ILLEGAL_TRANSITION": 1}`. */
export function tally(replies: Reply[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const reply of replies) {
    const outcome = describeReply(reply);
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
}

/** Status and first code. GraphQL answers 200 with errors in the body: they count by their code all the same. */
export function describeReply({ status, body }: Reply): string {
  const code = body.errors?.[0]?.extensions.code;
  return code === undefined ? String(status) : `${status} ${code}`;
}
