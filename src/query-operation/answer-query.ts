import { z } from 'zod';
import { parseInput } from '../artifacts-endpoint/parse-input.js';
import { key, schemaKey } from '../artifacts-endpoint/schemas.js';
import { findApproved, findPending } from '../commands/find-versions.js';
import { readContext } from '../commands/read-context.js';
import { readFeedback } from '../commands/read-feedback.js';
import type { Caller, Host } from '../directus/host.js';
import type { Json } from '../domain/words.js';
import { InvalidPayload } from '../errors/index.js';
import { list, type Options, readOptions, single, wholeNumber } from '../flows/options.js';

const limit = z.int().min(1).max(500).default(100);

const QUESTIONS = {
  context: z.strictObject({
    what: z.literal('context'),
    project_id: key,
    paths: z.array(z.string().max(255)).max(1000).optional(),
    at: z.int().min(0).optional(),
  }),
  approved: z.strictObject({ what: z.literal('approved'), project_id: key, schema_key: schemaKey }),
  pending: z.strictObject({
    what: z.literal('pending'),
    project_id: key.optional(),
    schema_key: schemaKey.optional(),
    older_than_hours: z.number().min(0).max(87_600).optional(),
    limit,
  }),
  feedback: z.strictObject({
    what: z.literal('feedback'),
    project_id: key,
    schema_key: schemaKey.optional(),
    limit,
  }),
};

/** What can be asked for. */
type What = keyof typeof QUESTIONS;

/**
 * Answers what `artifact-query` asks, as the caller may read it:
 * - `context`: `{context_version, context}`, whole or only `paths`, now or `at` an older version
 * - `approved`: the approved version of `schema_key`, with its files, or null
 * - `pending`: `{count, versions}` that wait for a decision, the longest waiting first
 * - `feedback`: what reviewers said against earlier attempts, newest first
 *
 * @throws InvalidPayload, Forbidden
 */
export async function answerQuery(host: Host, caller: Caller, given: Options): Promise<Json> {
  const what = readWhat(given['what']);
  const asked = readOptions(
    { ...given, what },
    {
      project_id: single,
      paths: list,
      at: wholeNumber,
      limit: wholeNumber,
      older_than_hours: wholeNumber,
    },
  );
  const read = <T extends z.ZodType>(question: T): z.output<T> => parseInput(question, asked) as z.output<T>;
  switch (what) {
    case 'context': {
      const { project_id, paths, at } = read(QUESTIONS.context);
      const reading = await readContext({ host, caller, projectId: project_id, paths, at });
      return { context_version: reading.contextVersion, context: reading.context };
    }
    case 'approved': {
      const { project_id, schema_key } = read(QUESTIONS.approved);
      return findApproved(host, caller, { projectId: project_id, schemaKey: schema_key });
    }
    case 'pending': {
      const { project_id, schema_key, older_than_hours: hours, ...rest } = read(QUESTIONS.pending);
      const recordedBefore = hours === undefined ? undefined : new Date(Date.now() - hours * 3_600_000);
      const line = { projectId: project_id, schemaKey: schema_key };
      const { count, versions } = await findPending({ host, caller, ...line, recordedBefore, ...rest });
      return { count, versions };
    }
    case 'feedback': {
      const { project_id, schema_key, ...rest } = read(QUESTIONS.feedback);
      return readFeedback({ host, caller, projectId: project_id, schemaKey: schema_key, ...rest });
    }
  }
}

function readWhat(given: unknown): What {
  switch (given) {
    // The Studio shows the first choice, and saves it only once somebody has chosen.
    case undefined:
      return 'context';
    case 'context':
    case 'approved':
    case 'pending':
    case 'feedback':
      return given;
    default:
      throw new InvalidPayload({
        field: 'what',
        reason: `"what" must be one of ${Object.keys(QUESTIONS).join(', ')}`,
      });
  }
}
