import type { StaleCause } from '../../domain/staleness/words.js';
import type { Texts } from '../texts/use-texts.js';

const TEXTS = {
  overtaken: 'stale.overtaken',
  rejected: 'stale.rejected',
  replaced: 'stale.replaced',
  withdrawn: 'stale.withdrawn',
} as const;

/** Why a version is stale, as one sentence without its full stop. */
export function describeCause(t: Texts['t'], { reason, input, replaced_by, through }: StaleCause): string {
  const params = {
    key: input.schema_key,
    number: input.version_number,
    by: replaced_by?.version_number ?? '?',
  };
  const cause = t(TEXTS[reason], params);
  if (through.length === 0) return cause;
  const way = through.map(({ schema_key, version_number }) => `${schema_key} v${version_number}`);
  return t('stale.through', { cause, way: way.join(' → ') });
}
