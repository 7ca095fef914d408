export const schema = {
  'complete.all': {
    one: 'Complete: the required key is live',
    other: 'Complete: all {count} required keys are live',
  },
  'complete.approved': 'Waits for promotion',
  'complete.invalid': 'Against the schema',
  'complete.live': 'Live',
  'complete.missing': 'Missing',
  'complete.open': 'Open version {number}',
  'complete.pending': 'Waits for review',
  'complete.review': 'Review version {number}',
  'complete.some': {
    one: '{live} of {count} required key is live',
    other: '{live} of {count} required keys are live',
  },
  'complete.title': 'Completeness',
  'schema.fact': 'Schema',
  'schema.files': 'Files',
  'schema.follows': 'Followed ({rule})',
  'schema.not_followed': 'Not followed ({rule})',
  'schema.violated': {
    one: 'Does not follow the schema, in {count} place',
    other: 'Does not follow the schema, in {count} places',
  },
  'schema.violated_decided':
    'The project asks for this at its key now; the schema may have changed since the decision.',
  'schema.violated_open':
    'It cannot be approved like this: reject it, request changes, or approve it with edits.',
  'schema.whole_value': 'Value',
};
