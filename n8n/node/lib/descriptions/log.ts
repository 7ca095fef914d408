import type { INodeProperties } from 'n8n-workflow';
import { operationField, shownFor } from './fields';

export const logProperties: INodeProperties[] = [
  operationField(
    'log',
    [
      {
        name: 'Get Feedback',
        value: 'getFeedback',
        action: 'Get the feedback on turned down attempts',
        description: 'Why attempts were turned down, for the next one',
      },
      {
        name: 'Get Many',
        value: 'getMany',
        action: 'Get many entries of the log',
        description: 'Decisions and promotions, newest first',
      },
      {
        name: 'Verify',
        value: 'verify',
        action: 'Verify the log',
        description: 'Check the hash chain of the log',
      },
    ],
    'getMany',
  ),
  {
    displayName: 'Return All',
    name: 'returnAll',
    type: 'boolean',
    default: false,
    displayOptions: shownFor('log', ['getMany']),
    description: 'Whether to return all results or only up to a given limit',
  },
  {
    displayName: 'Limit',
    name: 'limit',
    type: 'number',
    typeOptions: { minValue: 1 },
    default: 50,
    displayOptions: { show: { resource: ['log'], operation: ['getMany'], returnAll: [false] } },
    description: 'Max number of results to return',
  },
  {
    displayName: 'Limit',
    name: 'limit',
    type: 'number',
    typeOptions: { minValue: 1, maxValue: 500 },
    default: 50,
    displayOptions: shownFor('log', ['getFeedback']),
    description: 'Max number of results to return',
  },
  {
    displayName: 'Filters',
    name: 'filters',
    type: 'collection',
    placeholder: 'Add Filter',
    default: {},
    displayOptions: shownFor('log', ['getMany', 'getFeedback']),
    options: [
      {
        displayName: 'Actions',
        name: 'actions',
        type: 'multiOptions',
        displayOptions: { show: { '/operation': ['getMany'] } },
        options: [
          { name: 'Approve', value: 'approve' },
          { name: 'Promote', value: 'promote' },
          { name: 'Reject', value: 'reject' },
          { name: 'Request Changes', value: 'request_changes' },
          { name: 'Revoke', value: 'revoke' },
          { name: 'Supersede', value: 'supersede' },
        ],
        default: [],
        description: 'Only these entries',
      },
      {
        displayName: 'Schema Key',
        name: 'schema_key',
        type: 'string',
        default: '',
        description: 'Only this key',
      },
    ],
  },
];
