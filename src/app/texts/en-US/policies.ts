export const policies = {
  'failure.approval_does_not_count':
    'Your approval would not count: you approved already, you recorded this version, or others have to.',
  'outcome.counted': 'Your approval of version {number} counts.',
  'outcome.counted_more': 'It is approved once the others have approved as well.',
  'outcome.edited_waits': 'Your edit is recorded as version {number} and waits for further approvals.',
  'policy.approvals': '{count} of {of} approvals',
  'policy.approvals_by': '{count} of {of} approvals, by {who}',
  'policy.automatic_held': 'Would be approved by itself, but others have to approve it:',
  'policy.fresh': 'They lapse when a newer version is recorded.',
  'policy.title': 'Policies',
  'policy.waits': 'Further approvals are needed',
};
