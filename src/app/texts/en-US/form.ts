export const form = {
  'form.as_it_is': 'as it is',
  'form.at_first': 'Every version is pending at first.',
  'form.bulk':
    'Pending versions can be approved or rejected, approved ones only rejected. All of them change, or none.',
  'form.decided_meanwhile': 'This was decided while the form was open.',
  'form.final': 'This is final. To go on, record a new version.',
  'form.reload': 'Reload',
  'form.shows_older': 'The form shows what was before.',
  'form.takes_back': 'takes the approval back',
  'form.too_late': 'Your choice cannot be saved any more.',
  'form.would_revoke': 'Your choice would now take that approval back.',
};
