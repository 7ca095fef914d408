export const notify = {
  'notify.all_off': 'The operator has switched notifications off: nobody is told anything.',
  'notify.away': 'While I am away',
  'notify.away_from': 'Away from (optional)',
  'notify.away_until': 'Back at',
  'notify.delegate': 'Tell instead',
  'notify.delegate_note':
    'Only of what they may decide themselves. Whose approval counts does not change. When you are back you are told what still waits.',
  'notify.digest': 'Once a day',
  'notify.each': 'Of each version',
  'notify.hour': 'At',
  'notify.mail_note':
    'In the Studio, and by e-mail if your profile says so and the server can send it. The hour follows UTC: it does not move with summer time.',
  'notify.mode': 'Tell me',
  'notify.nobody': 'Nobody',
  'notify.off': 'Not at all',
  'notify.save': 'Save',
  'notify.settings': 'Notifications',
  'notify.title': 'What waits for me',
  'notify.unnamed': 'Without a name',
  'notify.usual': 'As usual here: {mode}',
  'notify.waiting': { one: '{count} version waits for you.', other: '{count} versions wait for you.' },
  'notify.waiting_more': {
    one: '{count} version waits for you, and possibly others.',
    other: '{count} versions wait for you, and possibly others.',
  },
};
