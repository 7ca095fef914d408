/** What a policy says: a change of any of these makes a new revision. */
export const ruleColumns = [
  'name',
  'enabled',
  'sort',
  'project_id',
  'schema_key',
  'origins',
  'actor_types',
  'filter',
  'effect',
  'reason',
  'approvals',
  'reviewers',
  'distinct_from_author',
  'fresh',
];

/** Those of them that hold JSON. */
export const jsonColumns = ['origins', 'actor_types', 'filter', 'reviewers'];
