import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chainEntries, type EntryDraft, entryHash, verifyChain } from '../../src/domain/audit-chain.js';
import { ACTOR_TYPES, type ApprovalEntry, ENTRY_ACTIONS, type Json } from '../../src/domain/words.js';

const sha256 = (bytes: string) => createHash('sha256').update(Buffer.from(bytes, 'utf8')).digest('hex');
const START = { sequence: 0, entry_hash: null };

const DRAFT: EntryDraft = {
  id: '6a0c7f7e-0000-4000-8000-000000000001',
  artifact_version_id: '6a0c7f7e-0000-4000-8000-000000000002',
  project_id: 7,
  task_id: null,
  action: 'approve',
  actor_id: 'u1',
  actor_type: 'human',
  reason: 'Größe passt',
  feedback: { z: 1, a: ['€'] },
  content_hash: 'c'.repeat(64),
  context_version: null,
  decision_id: 'd1',
  date_created: '2026-01-31T09:30:00.000Z',
};

describe('entryHash', () => {
  const BYTES =
    'artifact-approval:v1\n{"action":"approve","actor_id":"u1","actor_type":"human",' +
    '"artifact_version_id":"6a0c7f7e-0000-4000-8000-000000000002",' +
    `"content_hash":"${'c'.repeat(64)}","context_version":null,"date_created":"2026-01-31T09:30:00.000Z",` +
    '"decision_id":"d1","feedback":{"a":["€"],"z":1},"id":"6a0c7f7e-0000-4000-8000-000000000001",' +
    '"previous_entry_hash":null,"project_id":"7","reason":"Größe passt","sequence":1,"task_id":null}';

  it('hashes the bytes that version 1 of the format pins, with ids as strings', () => {
    const entry = { ...DRAFT, sequence: 1, previous_entry_hash: null };
    expect(entryHash(entry)).toBe(sha256(BYTES));
    expect(entryHash({ ...entry, project_id: '7' })).toBe(sha256(BYTES));
    expect(entryHash({ ...entry, task_id: 12 })).toBe(
      sha256(BYTES.replace('"task_id":null', '"task_id":"12"')),
    );
  });

  it('leaves out its own hash and columns that it does not know', () => {
    const row = {
      ...DRAFT,
      sequence: 1,
      previous_entry_hash: null,
      entry_hash: 'x',
      note: 'added by an operator',
    };
    expect(entryHash(row)).toBe(sha256(BYTES));
  });
});

describe('chainEntries', () => {
  it('numbers on from the head and links each entry to the one before', () => {
    const head = { sequence: 41, entry_hash: 'f'.repeat(64) };
    const [first, second] = chainEntries(head, [DRAFT, { ...DRAFT, action: 'promote', context_version: 3 }]);
    expect(first).toMatchObject({ ...DRAFT, sequence: 42, previous_entry_hash: head.entry_hash });
    expect(second).toMatchObject({ action: 'promote', sequence: 43, previous_entry_hash: first?.entry_hash });
    expect(second?.entry_hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('starts a chain without a previous hash, and makes nothing of nothing', () => {
    expect(chainEntries(START, [DRAFT])[0]).toMatchObject({ sequence: 1, previous_entry_hash: null });
    expect(chainEntries(START, [])).toEqual([]);
  });
});

const drafts = fc.array(
  fc.record<EntryDraft>({
    id: fc.uuid(),
    artifact_version_id: fc.uuid(),
    project_id: fc.constantFrom(7, 'p1'),
    task_id: fc.option(fc.nat()),
    action: fc.constantFrom(...ENTRY_ACTIONS),
    actor_id: fc.option(fc.uuid()),
    actor_type: fc.constantFrom(...ACTOR_TYPES),
    reason: fc.option(fc.string()),
    feedback: fc.jsonValue({ maxDepth: 2 }).map((value) => value as Json),
    content_hash: fc.option(fc.constant('a'.repeat(64))),
    context_version: fc.option(fc.nat()),
    decision_id: fc.option(fc.uuid()),
    date_created: fc
      .date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true })
      .map((date) => date.toISOString()),
  }),
  { minLength: 2, maxLength: 6 },
);

describe('verifyChain', () => {
  it('finds every chain as it was written valid, whole or page by page', () => {
    fc.assert(
      fc.property(drafts, fc.nat(), (list, cut) => {
        const chain = chainEntries(START, list);
        const at = cut % chain.length;
        expect(verifyChain(chain)).toEqual({ valid: true, entries: chain.length, first_broken: null });
        expect(verifyChain(chain.slice(at), chain[at - 1] ?? START).valid).toBe(true);
      }),
    );
    expect(verifyChain([])).toEqual({ valid: true, entries: 0, first_broken: null });
  });

  it('finds the first entry of which any field was changed', () => {
    const fields = Object.keys(DRAFT) as (keyof EntryDraft)[];
    const change = fc.record({ at: fc.nat(), field: fc.constantFrom(...fields, 'entry_hash' as const) });
    fc.assert(
      fc.property(drafts, change, (list, { at, field }) => {
        const chain = chainEntries(START, list);
        const index = at % chain.length;
        const entry = chain[index];
        if (entry === undefined) throw new Error('The chain is empty.');
        const changed = chain.with(index, { ...entry, [field]: `${JSON.stringify(entry[field])}!` });
        expect(verifyChain(changed)).toMatchObject({
          valid: false,
          entries: chain.length,
          first_broken: { sequence: entry.sequence },
        });
      }),
    );
  });

  const chain = chainEntries(START, [DRAFT, DRAFT, DRAFT, DRAFT]);
  const [one, two, three, four] = chain as [ApprovalEntry, ApprovalEntry, ApprovalEntry, ApprovalEntry];

  it.each<[string, ApprovalEntry[], number, RegExp]>([
    ['an entry removed', [one, three, four], 3, /should have sequence 2/],
    ['the first entry removed', [two, three, four], 2, /should have sequence 1/],
    ['an entry doubled', [one, one, two], 1, /should have sequence 2/],
    ['two entries swapped', [one, three, two, four], 3, /should have sequence 2/],
    ['a rewritten entry with a hash that fits', [one, rewritten(two), three], 3, /does not follow/],
    ['a first entry that claims one before it', [relinked(one)], 1, /does not follow/],
    ['a changed reason', [one, { ...two, reason: 'other' }, three], 2, /changed after it was written/],
    ['text that only tampering could have stored', [{ ...one, reason: '\ud800' }], 1, /changed after/],
  ])('says what is wrong about %s', (_what, entries, sequence, reason) => {
    const report = verifyChain(entries);
    expect(report.valid).toBe(false);
    expect(report.first_broken?.sequence).toBe(sequence);
    expect(report.first_broken?.id).toBe(DRAFT.id);
    expect(report.first_broken?.reason).toMatch(reason);
  });

  it('notices a page that does not belong behind its start', () => {
    expect(verifyChain([three], two).valid).toBe(true);
    expect(verifyChain([three], one).valid).toBe(false);
    expect(verifyChain([three], { ...two, entry_hash: 'a'.repeat(64) }).first_broken?.sequence).toBe(3);
  });
});

function rewritten(entry: ApprovalEntry): ApprovalEntry {
  const other = { ...entry, reason: 'rewritten' };
  return { ...other, entry_hash: entryHash(other) };
}

function relinked(entry: ApprovalEntry): ApprovalEntry {
  const other = { ...entry, previous_entry_hash: 'b'.repeat(64) };
  return { ...other, entry_hash: entryHash(other) };
}
