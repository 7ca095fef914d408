import { z } from 'zod';
import { NOTIFICATION_MODES, type NotificationMode } from './notifications/modes.js';
import { PROMOTION_RULES, type PromotionRule } from './promotion-rule.js';
import { GLOB } from './schema-key.js';
import { deriveCallbackSecret } from './webhook-secrets.js';

/** Operator settings, read once at start. */
export interface Settings {
  /** When approved versions become live by themselves. */
  promoteOn: PromotionRule;
  /** For which schema keys a promotion creates documents unasked: `off`, `all`, or patterns of keys. */
  createDocuments: 'off' | 'all' | string[];
  /** Whether people, too, may not decide on what they recorded. */
  forbidSelfApproval: boolean;
  /** Origins that callbacks may go to, as `URL.origin` writes them. */
  callbackAllow: string[];
  /** Milliseconds until a callback that failed once is tried again; doubled each time. */
  callbackRetryMs: number;
  /** Days for which callbacks that were delivered or given up stay in the outbox. */
  callbackKeepDays: number;
  /** What callbacks are signed with, and the secrets of subscriptions derived from. Belongs into no log. */
  callbackSecret: string;
  /** Milliseconds without a byte after which reading a file is given up. */
  storageTimeoutMs: number;
  /** How people are told of what waits for them, unless they have chosen; `off` for everybody, whatever they chose. */
  notifications: NotificationMode;
  /** Hours for which the answer to an Idempotency-Key is kept. */
  idempotencyHours: number;
}

const MIN_HOURS = 24;
const MAX_HOURS = 8760;
const MIN_RETRY_MS = 100;
const MAX_RETRY_MS = 3_600_000;
const RETRY_MS = 5000;
const MAX_DAYS = 3650;
const KEEP_DAYS = 30;
const MIN_STORAGE_MS = 1000;
const MAX_STORAGE_MS = 600_000;
const STORAGE_MS = 30_000;
const MIN_SECRET = 32;

/** Directus has split `a,b` into a list already, and turned items that look like numbers into numbers. */
const list = z.preprocess(
  (value) =>
    (Array.isArray(value) ? value : String(value).split(','))
      .map((item: unknown) => String(item).trim())
      .filter((item) => item !== ''),
  z.array(z.string()),
);

/** Each variable with what it accepts: the words that its error message ends with. */
const VARIABLES = {
  ARTIFACTS_PROMOTE_ON: {
    accepts: `one of ${PROMOTION_RULES.join(', ')}`,
    schema: z.enum(PROMOTION_RULES),
  },
  ARTIFACTS_CREATE_DOCUMENTS: {
    accepts: 'off, all, or patterns of schema keys separated by commas, e.g. brand.*,deliverables.**',
    schema: list.transform((items, context) => {
      const [only] = items;
      if (items.length === 1 && (only === 'off' || only === 'all')) return only;
      if (!items.every((glob) => GLOB.test(glob) && glob !== 'off' && glob !== 'all')) {
        context.addIssue({ code: 'custom', message: 'not patterns of schema keys' });
      }
      return items;
    }),
  },
  ARTIFACTS_FORBID_SELF_APPROVAL: {
    accepts: 'true or false',
    schema: z
      .union([z.boolean(), z.literal(['true', 'false', '1', '0', 1, 0])])
      .transform((value) => value === true || String(value) === 'true' || String(value) === '1'),
  },
  ARTIFACTS_CALLBACK_ALLOW: {
    accepts:
      'origins separated by commas, each only scheme, host and port, e.g. https://n8n.example.com:5678',
    schema: list.pipe(
      z.array(
        z
          .string()
          .refine(isOrigin)
          .transform((item) => new URL(item).origin),
      ),
    ),
  },
  ARTIFACTS_CALLBACK_RETRY_MS: {
    accepts: `a whole number of milliseconds from ${MIN_RETRY_MS} to ${MAX_RETRY_MS}`,
    schema: wholeNumber(MIN_RETRY_MS, MAX_RETRY_MS),
  },
  ARTIFACTS_CALLBACK_KEEP_DAYS: {
    accepts: `a whole number of days from 1 to ${MAX_DAYS}`,
    schema: wholeNumber(1, MAX_DAYS),
  },
  ARTIFACTS_CALLBACK_SECRET: {
    // Text only: what Directus has made a number or a list of is not what the operator pastes elsewhere.
    accepts: `a text of ${MIN_SECRET} characters or more; one with commas, or of digits only, with "string:" in front`,
    schema: z.string().min(MIN_SECRET),
    secret: true,
  },
  ARTIFACTS_STORAGE_TIMEOUT_MS: {
    accepts: `a whole number of milliseconds from ${MIN_STORAGE_MS} to ${MAX_STORAGE_MS}`,
    schema: wholeNumber(MIN_STORAGE_MS, MAX_STORAGE_MS),
  },
  ARTIFACTS_NOTIFICATIONS: {
    accepts: `one of ${NOTIFICATION_MODES.join(', ')}`,
    schema: z.enum(NOTIFICATION_MODES),
  },
  ARTIFACTS_IDEMPOTENCY_HOURS: {
    accepts: `a whole number of hours from ${MIN_HOURS} to ${MAX_HOURS}`,
    schema: wholeNumber(MIN_HOURS, MAX_HOURS),
  },
};

/**
 * Reads the operator's settings from the environment as Directus' `env` gives it (values may have been cast).
 * What is not set, or set to nothing, has its default.
 *
 * @throws Error naming the variable and what it accepts
 */
export function readSettings(env: Record<string, unknown>): Settings {
  return {
    promoteOn: read(env, 'ARTIFACTS_PROMOTE_ON', 'task_done'),
    createDocuments: read(env, 'ARTIFACTS_CREATE_DOCUMENTS', 'off'),
    forbidSelfApproval: read(env, 'ARTIFACTS_FORBID_SELF_APPROVAL', false),
    callbackAllow: read(env, 'ARTIFACTS_CALLBACK_ALLOW', []),
    callbackRetryMs: read(env, 'ARTIFACTS_CALLBACK_RETRY_MS', RETRY_MS),
    callbackKeepDays: read(env, 'ARTIFACTS_CALLBACK_KEEP_DAYS', KEEP_DAYS),
    callbackSecret: read(env, 'ARTIFACTS_CALLBACK_SECRET', deriveCallbackSecret(directusSecret(env))),
    storageTimeoutMs: read(env, 'ARTIFACTS_STORAGE_TIMEOUT_MS', STORAGE_MS),
    notifications: read(env, 'ARTIFACTS_NOTIFICATIONS', 'each'),
    idempotencyHours: read(env, 'ARTIFACTS_IDEMPOTENCY_HOURS', MIN_HOURS),
  };
}

type Variable = keyof typeof VARIABLES;
type Value<V extends Variable> = z.output<(typeof VARIABLES)[V]['schema']>;

function read<V extends Variable>(env: Record<string, unknown>, name: V, fallback: Value<V>): Value<V> {
  const value = env[name] ?? '';
  if (value === '') return fallback;
  const { accepts, schema, ...kind } = VARIABLES[name];
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const found = 'secret' in kind ? 'something else' : JSON.stringify(value);
    throw new Error(`${name} must be ${accepts}, but is ${found}.`);
  }
  return parsed.data as Value<V>;
}

function directusSecret(env: Record<string, unknown>): string | null {
  const secret = env['SECRET'];
  // Directus makes a number of digits. Without this, each server would sign with a secret of its own.
  if (typeof secret === 'number') return String(secret);
  return typeof secret === 'string' && secret !== '' ? secret : null;
}

function wholeNumber(min: number, max: number) {
  return z
    .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
    .pipe(z.number().int().min(min).max(max));
}

/** A bare origin: with a path or a wildcard it would look like a rule that is in fact never looked at. */
function isOrigin(text: string): boolean {
  return /^https?:\/\/[^\s/?#@*\\]+$/i.test(text) && URL.canParse(text);
}
