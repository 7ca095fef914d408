import type { IDisplayOptions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

/** Where a field is shown. */
export function shownFor(resource: string, operation: string[]): IDisplayOptions {
  return { show: { resource: [resource], operation } };
}

/** The list of operations of a resource. */
export function operationField(
  resource: string,
  options: INodePropertyOptions[],
  first: string,
): INodeProperties {
  return {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show: { resource: [resource] } },
    options,
    default: first,
  };
}

/** A choice from what the live instance has, or an id. */
function locator(
  field: Pick<INodeProperties, 'displayName' | 'name' | 'description'>,
  search: string,
  byId: { displayName: string; name: string; placeholder: string },
): INodeProperties {
  return {
    ...field,
    type: 'resourceLocator',
    default: { mode: 'list', value: '' },
    modes: [
      {
        displayName: 'From List',
        name: 'list',
        type: 'list',
        typeOptions: { searchListMethod: search, searchable: true },
      },
      { ...byId, type: 'string' },
    ],
  };
}

const BY_ID = { displayName: 'By ID', name: 'id', placeholder: '8418ce0a-0321-4a61-a338-e0ab9d892b05' };

export const projectField: INodeProperties = locator(
  { displayName: 'Project', name: 'projectId', description: 'The project whose artifacts are meant' },
  'searchProjects',
  BY_ID,
);

export const taskField: INodeProperties = locator(
  { displayName: 'Task', name: 'taskId', description: 'The task that made the artifacts' },
  'searchTasks',
  BY_ID,
);

export const schemaKeyField: INodeProperties = locator(
  {
    displayName: 'Schema Key',
    name: 'schemaKey',
    description: 'Dot path of the artifact inside its project, e.g. brand.logo',
  },
  'searchSchemaKeys',
  { displayName: 'By Key', name: 'key', placeholder: 'brand.logo' },
);

export const versionField: INodeProperties = {
  displayName: 'Version ID',
  name: 'versionId',
  type: 'string',
  default: '',
  placeholder: 'aca786fc-bdb3-46b2-b24e-09927c9374c9',
  description: 'The version that is meant',
};

export const binaryField: INodeProperties = {
  displayName: 'Input Binary Field',
  name: 'binaryFields',
  type: 'string',
  default: '',
  placeholder: 'data',
  hint: 'The name of the input binary field containing the file to upload',
  description: 'Several names are separated by commas. The first file is the main one.',
};

/** What every record can say about where it comes from. */
export const recordedWithFields: INodeProperties[] = [
  {
    displayName: 'Callback URL',
    name: 'callback_url',
    type: 'string',
    default: '',
    description:
      'Called once for each decision. Its origin must be listed in ARTIFACTS_CALLBACK_ALLOW on the server.',
  },
  {
    ...{ ...taskField, displayName: 'Source Task', name: 'source_task_id' },
    description: 'The task that made it. It decides when the version goes live.',
  },
  {
    displayName: 'Summary',
    name: 'summary',
    type: 'string',
    typeOptions: { rows: 2 },
    default: '',
    description: 'What reviewers read first, e.g. what changed and why',
  },
  {
    displayName: 'Task Execution ID',
    name: 'execution_id',
    type: 'string',
    default: '',
    description: 'The run of the task, in the collection task_executions',
  },
];

/** What can be heard of: decisions, and what goes live. */
export const decisionActions: INodePropertyOptions[] = [
  { name: 'Approve', value: 'approve' },
  { name: 'Promote', value: 'promote' },
  { name: 'Reject', value: 'reject' },
  { name: 'Request Changes', value: 'request_changes' },
  { name: 'Revoke', value: 'revoke' },
];

/** What other versions become by what is heard of; it has to be asked for. */
export const staleAction: INodePropertyOptions = { name: 'Stale', value: 'stale' };

/** Options that every request has. */
export const requestOptions: INodeProperties = {
  displayName: 'Options',
  name: 'options',
  type: 'collection',
  placeholder: 'Add option',
  default: {},
  options: [
    {
      displayName: 'Idempotency Key',
      name: 'idempotencyKey',
      type: 'string',
      default: '',
      description:
        'Under which the server recognises a request that is sent again. Left out: made from workflow, execution, node, run and item.',
    },
    {
      displayName: 'Tries',
      name: 'tries',
      type: 'number',
      typeOptions: { minValue: 1, maxValue: 10 },
      default: 4,
      description:
        'How often a request is sent at most when the server cannot be reached or asks for patience. Refusals are never sent again.',
    },
  ],
};
