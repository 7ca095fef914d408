import { InvalidPayload } from '../../errors/index.js';
import type { Version } from '../words.js';
import type { Policy } from './words.js';

/** What a template may name. */
const PLACES = ['schema_key', 'version_number', 'summary', 'change_origin', 'policy'] as const;
const PLACE = /\{\{\s*([^{}]*?)\s*\}\}/g;
const LONGEST = 10_000;

/** @throws InvalidPayload for a name that no template knows: the text would say it literally */
export function assertTemplate(template: string): void {
  for (const [, name] of template.matchAll(PLACE)) {
    if (PLACES.some((place) => place === name)) continue;
    const reason = `"reason" names {{${name ?? ''}}}; it may name ${PLACES.join(', ')}`;
    throw new InvalidPayload({ field: 'reason', reason });
  }
}

/** What the log says about a decision that a policy made. */
export function reasonText(policy: Policy, version: Version): string {
  const { name, revision, effect, reason } = policy;
  if (reason === null) {
    const done = effect === 'auto_reject' ? 'Rejected' : 'Approved';
    return `${done} by the policy "${name}", revision ${revision}`;
  }
  const { schema_key, version_number, summary, change_origin } = version;
  const words: Record<string, string> = {
    schema_key,
    version_number: String(version_number),
    summary: summary ?? '',
    change_origin: change_origin ?? '',
    policy: name,
  };
  const text = reason.replace(PLACE, (_, place: string) => words[place] ?? '').slice(0, LONGEST);
  // A rejection without a reason would be none.
  return text.trim() === '' ? reasonText({ ...policy, reason: null }, version) : text;
}
