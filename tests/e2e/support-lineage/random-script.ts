import fc from 'fast-check';
import type { Json, Version } from '../../../src/domain/words.js';
import { expectedHash } from '../support-http/content-hash.js';

/** How one version of a random history names its parent, and the parent's place counted back from the newest. */
interface Step {
  value: Json;
  by: 'default' | 'id' | 'hash' | 'orphan' | 'deployment';
  back: number;
  change_origin?: string | undefined;
}

/** Some versions in one request, and after it perhaps an approval, by the place of the version in the line. */
export interface Request {
  batch: Step[];
  approve: number | null;
}

/** What a step asks for, with the parent that it names by then. */
interface Asked {
  value: Json;
  change_origin?: string | undefined;
  parent_id?: string;
  parent_hash?: string;
  allow_orphan?: boolean;
}

const LOST = ['lost', 'lost too'].map((value) => expectedHash(value));
const origin = fc.constantFrom(undefined, 'local_modification');
const letters = (count: number) => fc.integer({ min: 0, max: count - 1 });

/** Any parents, orphans, deployments, approvals, and contents that recur all the time. */
export const wildHistory: fc.Arbitrary<Request[]> = (() => {
  const by = fc.constantFrom<Step['by'][]>('default', 'id', 'hash', 'orphan', 'deployment');
  const step = fc.record({ value: letters(6), by, back: fc.nat(100), change_origin: origin });
  // A sync that changes nothing records nothing: by itself, so that it is plain what it is compared with.
  const single = step.map((one) => [{ ...one, change_origin: 'sync' }]);
  const batch = fc.oneof(single, fc.array(step, { minLength: 1, maxLength: 10 }));
  const approve = fc.oneof(
    { weight: 7, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.nat(1000) },
  );
  return fc.array(fc.record({ batch, approve }), { minLength: 60, maxLength: 60 });
})();

/** Nearly one after the other, so that it grows far deeper than the stored window. */
export const longHistory: fc.Arbitrary<Request[]> = (() => {
  const by = fc.oneof(
    { weight: 50, arbitrary: fc.constant<Step['by']>('default') },
    { weight: 1, arbitrary: fc.constantFrom<Step['by'][]>('id', 'hash') },
  );
  const step = fc.record({ value: letters(26), by, back: fc.nat(2), change_origin: origin });
  const batch = fc.array(step, { minLength: 20, maxLength: 20 });
  return fc.array(fc.record({ batch, approve: fc.constant(null) }), { minLength: 20, maxLength: 20 });
})();

/** A step as the endpoint takes it, once it is known what has been recorded. */
export function asked({ value, by, back, change_origin }: Step, recorded: Version[]): Asked {
  const parent = recorded[recorded.length - 1 - (back % Math.max(recorded.length, 1))];
  const fields = change_origin === undefined ? { value } : { value, change_origin };
  if (by === 'deployment') return { value, change_origin: 'deployment' };
  if (by === 'orphan') return { ...fields, parent_hash: LOST[back % LOST.length]!, allow_orphan: true };
  if (by === 'default' || parent === undefined) return fields;
  return by === 'id' ? { ...fields, parent_id: parent.id } : { ...fields, parent_hash: parent.content_hash! };
}

/** What a version must build on, or that it is the unchanged parent itself. */
interface Placed {
  parent: string | null;
  unchanged: boolean;
}

/**
 * The parents of one request's versions by the contract: as named, else the approved version, else the newest; a hash
 * means its newest row.
 *
 * @param answered ids of the request's versions, in its order
 */
export function expectedPlaces(request: Asked[], answered: string[], recorded: Version[]): Placed[] {
  const line = recorded.map(({ id, content_hash }) => ({ id, hash: content_hash }));
  const approved = recorded.find(({ status }) => status === 'approved')?.id;
  return request.map(({ value, change_origin, parent_id, parent_hash }, index) => {
    const own = expectedHash(value);
    const parent =
      change_origin === 'deployment'
        ? undefined
        : parent_hash !== undefined
          ? line.findLast(({ hash }) => hash === parent_hash)?.id
          : (parent_id ?? approved ?? line.at(-1)?.id);
    const unchanged = change_origin === 'sync' && line.find(({ id }) => id === parent)?.hash === own;
    if (!unchanged) line.push({ id: answered[index]!, hash: own });
    return { parent: parent ?? null, unchanged };
  });
}
