export const policies = {
  'failure.approval_does_not_count':
    'Ihre Freigabe würde nicht zählen: Sie haben schon freigegeben, die Version stammt von Ihnen, oder andere müssen es tun.',
  'outcome.counted': 'Ihre Freigabe von Version {number} zählt.',
  'outcome.counted_more': 'Freigegeben ist sie, sobald auch die anderen sie freigegeben haben.',
  'outcome.edited_waits': 'Ihre Änderung ist als Version {number} erfasst und wartet auf weitere Freigaben.',
  'policy.approvals': '{count} von {of} Freigaben',
  'policy.approvals_by': '{count} von {of} Freigaben, durch {who}',
  'policy.automatic_held': 'Würde von selbst freigegeben, aber andere müssen sie freigeben:',
  'policy.fresh': 'Sie verfallen, wenn eine neuere Version erfasst wird.',
  'policy.title': 'Regeln',
  'policy.waits': 'Es braucht weitere Freigaben',
};
