import { createError } from '@directus/errors';

interface SelfApprovalForbiddenExtensions {
  actor_id: string;
}

/** 403 `SELF_APPROVAL_FORBIDDEN`: whoever recorded a version may not decide on it. */
export const SelfApprovalForbidden = createError<SelfApprovalForbiddenExtensions>(
  'SELF_APPROVAL_FORBIDDEN',
  () => 'You recorded this version, so you may not decide on it. Ask somebody else to.',
  403,
);
