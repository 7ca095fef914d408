import { InvalidPayload } from '../../errors/index.js';
import { isPlainObject } from '../context-tree.js';
import { GLOB } from '../schema-key.js';
import { CHANGE_ORIGINS, type Json, type Key } from '../words.js';
import { checkFilter } from './check-filter.js';
import { assertTemplate } from './reason-text.js';
import { AUTHOR_TYPES, type Policy, POLICY_EFFECTS, type Reviewers } from './words.js';

const LONGEST_NAME = 255;
const LONGEST_REASON = 2000;
const MOST_APPROVALS = 20;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const REVIEWER_KINDS = ['roles', 'policies', 'users'] as const;

/** A policy as somebody wants to save it, or as the database has it: JSON is parsed, nothing is believed. */
export type PolicyFields = Partial<Record<keyof Policy, unknown>>;

/**
 * Makes a policy of its fields.
 *
 * @throws InvalidPayload naming the first field that is wrong
 */
export function readPolicy(fields: PolicyFields): Policy {
  const effect = POLICY_EFFECTS.find((candidate) => candidate === fields.effect);
  if (effect === undefined) throw wrong('effect', `must be one of ${POLICY_EFFECTS.join(', ')}`);
  return {
    id: typeof fields.id === 'string' ? fields.id : '',
    name: readName(fields.name),
    project_id: (fields.project_id ?? null) as Key | null,
    schema_key: readGlob(fields.schema_key ?? null),
    origins: readChoices('origins', fields.origins ?? null, CHANGE_ORIGINS),
    actor_types: readChoices('actor_types', fields.actor_types ?? null, AUTHOR_TYPES),
    filter: checkFilter((fields.filter ?? null) as Json),
    effect,
    reason: readReason(fields.reason ?? null),
    approvals: readApprovals(fields.approvals ?? null),
    reviewers: readReviewers(fields.reviewers ?? null),
    distinct_from_author: readSwitch('distinct_from_author', fields.distinct_from_author ?? true),
    fresh: readSwitch('fresh', fields.fresh ?? false),
    revision: Number(fields.revision ?? 1),
  };
}

function readName(name: unknown): string {
  if (typeof name !== 'string' || name.trim() === '') throw wrong('name', 'is required');
  if (name.length > LONGEST_NAME) throw wrong('name', `must not be longer than ${LONGEST_NAME} characters`);
  return name;
}

function readGlob(glob: unknown): string | null {
  if (glob === null || glob === '') return null;
  if (typeof glob !== 'string' || glob.length > 255 || !GLOB.test(glob)) {
    throw wrong('schema_key', 'must be a schema key or a pattern such as "brand.*" or "deliverables.**"');
  }
  return glob;
}

function readChoices<T extends string>(field: string, given: unknown, choices: readonly T[]): T[] | null {
  if (given === null) return null;
  const flaw = `must be a list of ${choices.join(', ')}`;
  if (!Array.isArray(given)) throw wrong(field, flaw);
  const read = given.map((one: unknown) => {
    const known = choices.find((choice) => choice === one);
    if (known === undefined) throw wrong(field, flaw);
    return known;
  });
  // What the Studio sends when the last box was cleared.
  return read.length === 0 ? null : read;
}

function readReason(reason: unknown): string | null {
  if (reason === null || reason === '') return null;
  if (typeof reason !== 'string') throw wrong('reason', 'must be text');
  if (reason.length > LONGEST_REASON) {
    throw wrong('reason', `must not be longer than ${LONGEST_REASON} characters`);
  }
  assertTemplate(reason);
  return reason;
}

function readApprovals(given: unknown): number {
  if (given === null) return 1;
  if (typeof given !== 'number' || !Number.isInteger(given) || given < 1 || given > MOST_APPROVALS) {
    throw wrong('approvals', `must be a whole number from 1 to ${MOST_APPROVALS}`);
  }
  return given;
}

function readReviewers(given: unknown): Reviewers | null {
  if (given === null) return null;
  if (!isPlainObject(given as Json)) {
    throw wrong('reviewers', 'must be an object with "roles", "policies" and "users"');
  }
  const fields = given as Record<string, unknown>;
  const unknown = Object.keys(fields).find((key) => !REVIEWER_KINDS.some((kind) => kind === key));
  if (unknown !== undefined)
    throw wrong('reviewers', `has "${unknown}"; it may have ${REVIEWER_KINDS.join(', ')}`);
  const [roles = [], policies = [], users = []] = REVIEWER_KINDS.map((kind) =>
    readIds(kind, fields[kind] ?? []),
  );
  return roles.length + policies.length + users.length === 0 ? null : { roles, policies, users };
}

function readIds(kind: string, given: unknown): string[] {
  if (!Array.isArray(given)) throw wrong('reviewers', `needs a list at "${kind}"`);
  return given.map((id: unknown) => {
    if (typeof id === 'string' && UUID.test(id)) return id.toLowerCase();
    throw wrong('reviewers', `needs ids at "${kind}", each a uuid`);
  });
}

/** SQLite returns numbers. */
function readSwitch(field: string, given: unknown): boolean {
  if (given === true || given === 1) return true;
  if (given === false || given === 0) return false;
  throw wrong(field, 'must be true or false');
}

function wrong(field: string, flaw: string): Error {
  return new InvalidPayload({ field, reason: `"${field}" ${flaw}` });
}
