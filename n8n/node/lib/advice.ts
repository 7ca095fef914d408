import type { Refusal } from './read-refusal';

/** What the author of a workflow can do about a refusal, by its code. */
const ADVICE: Record<string, string> = {
  INVALID_PAYLOAD: 'Correct the field that the message names. Trying again does not help.',
  REASON_REQUIRED: 'Fill in the field Reason: rejecting and revoking need one.',
  FORBIDDEN:
    'What you named does not exist, or the user of the credential may not read or change it. Look at the ID and at the policies of that user in Directus.',
  INVALID_CREDENTIALS:
    'The token of the credential is not valid. Make a new one in Directus and save it there.',
  TOKEN_EXPIRED:
    'The token of the credential has expired. Use a static token of a user, which does not expire.',
  SELF_APPROVAL_FORBIDDEN:
    'Whoever recorded a version may not decide on it. Decide with the credential of another user, or leave it to a human.',
  APPROVAL_DOES_NOT_COUNT:
    'Policies ask for approvals by people, or by others than this one. Leave the decision to them; an API-only user is nobody who counts.',
  CONTEXT_READ_ONLY: 'A context is written by promotions only.',
  APPEND_ONLY: 'Versions and entries of the log are never deleted or rewritten. Record a new version.',
  ROUTE_NOT_FOUND: 'Directus knows no such route: is the extension installed, and new enough?',
  ILLEGAL_TRANSITION:
    'The version was decided on meanwhile, so it is not tried again. Read the version and go on from what it is now.',
  CONTEXT_VERSION_CONFLICT:
    'Somebody promoted meanwhile. Read the context again and decide on what it says now; for promotions, "On Context Conflict" can do so.',
  CONTENT_CHANGED: 'The content is not what you looked at. Read the version again before you decide.',
  SCHEMA_KEY_CONFLICT:
    'One schema key contains the other, so both cannot be in one project. Choose another key.',
  CONTEXT_UNEXPLAINED:
    'The context holds something there from before the registry. Adopt or remove it first: see "Adopting an existing project" in the manual.',
  VERSION_SEALED: 'The version was decided on or built upon, so its content is fixed. Record a new version.',
  MERGE_CONFLICT:
    'Both versions changed the same places, listed under conflicts. Name a resolution for each, or ask a human.',
  NO_COMMON_ANCESTOR: 'Nothing says which side changed what. Name a Base Version.',
  INPUT_NOT_FOUND:
    'What a version was made from has to be in the same project, readable, and of the key that is named. Read the context again.',
  PARENT_NOT_FOUND: 'No version of this line has that ID or hash. Leave the parent out, or allow an orphan.',
  PARENT_MISMATCH: 'The version named belongs to another line, or does not have the hash named.',
  PROMOTION_FROZEN:
    'Somebody has stopped what would go live there: the message says who, and why. Promote again when that is lifted.',
  PROMOTION_SCHEDULED:
    'It goes live by itself at the time that the message names. To have it live now, take that time away first.',
  VALUE_SCHEMA_VIOLATION:
    'The value or its files do not follow the schema that the project has for this key. Put the violations into the next attempt.',
  IDEMPOTENCY_KEY_REUSED:
    'Another request used this Idempotency Key before. Leave the option empty, and the node makes one of its own.',
  IDEMPOTENCY_IN_PROGRESS: 'The first request with this key still runs. Try again in some seconds.',
  CONTENT_TOO_LARGE: 'Upload large content as a file instead of putting it into Value.',
  SERVICE_UNAVAILABLE:
    'Its database cannot serve the request now, and nothing was changed. Try again in some seconds.',
  SCHEMA_NEWER:
    'This server is older than its database and changes nothing until an operator updates it. Try again later.',
  ARCHIVE_UNREADABLE: 'An archived value cannot be read. An operator has to look at the file it names.',
};

/** One or two sentences about what to do next. */
export function adviceFor({ code, status }: Pick<Refusal, 'code' | 'status'>): string {
  const known = ADVICE[code];
  if (known !== undefined) return known;
  if (status === 401 || status === 403) return ADVICE['FORBIDDEN'] ?? '';
  if (status === 404) return ADVICE['ROUTE_NOT_FOUND'] ?? '';
  if (status === 429) return 'The server asks for fewer requests. Try again later.';
  if (status >= 500) return 'The server failed. Try again later, and look into its log.';
  return 'Look at what was sent.';
}
