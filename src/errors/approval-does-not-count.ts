import { createError } from '@directus/errors';

interface ApprovalDoesNotCountExtensions {
  version_id: string;
  /** The policies that ask for more, by name. */
  policies: string[];
}

/** 403 `APPROVAL_DOES_NOT_COUNT`: policies ask for approvals by others than whoever approves. */
export const ApprovalDoesNotCount = createError<ApprovalDoesNotCountExtensions>(
  'APPROVAL_DOES_NOT_COUNT',
  ({ version_id, policies }) =>
    `Your approval of version ${version_id} would not count for ${policies.map((name) => `"${name}"`).join(', ')}: ` +
    'you approved it already, you recorded it, or you are not among the reviewers. Ask somebody else to approve it.',
  403,
);
