import type { INodeProperties } from 'n8n-workflow';
import { binaryField, operationField, projectField, shownFor } from './fields';

export const fileProperties: INodeProperties[] = [
  operationField(
    'file',
    [
      {
        name: 'Upload',
        value: 'upload',
        action: 'Upload a file',
        description: 'Upload binary data to Directus, to record it later on',
      },
    ],
    'upload',
  ),
  { ...binaryField, default: 'data', required: true, displayOptions: shownFor('file', ['upload']) },
  {
    displayName: 'Folder ID',
    name: 'folderId',
    type: 'string',
    default: '',
    displayOptions: shownFor('file', ['upload']),
    description: 'The folder of Directus that the file goes to',
  },
];

export const instanceProperties: INodeProperties[] = [
  operationField(
    'instance',
    [
      {
        name: 'Get API Description',
        value: 'getApiDescription',
        action: 'Get the description of the API',
        description: 'The OpenAPI description of the server',
      },
      {
        name: 'Get Health',
        value: 'getHealth',
        action: 'Get the health of the registry',
        description: 'Whether schema and guards are as they should be',
      },
      {
        name: 'Get People',
        value: 'getPeople',
        action: 'Get the names of people',
        description: 'Who the IDs in versions and log entries are',
      },
      {
        name: 'Test Callback',
        value: 'testCallback',
        action: 'Test a callback',
        description: 'Let the server send a signed test to a URL now',
      },
    ],
    'getHealth',
  ),
  {
    displayName: 'User IDs',
    name: 'userIds',
    type: 'string',
    default: '',
    required: true,
    displayOptions: shownFor('instance', ['getPeople']),
    description:
      'At most 100, separated by commas, e.g. from actor_id or user_created. Who did nothing that you may read is left out.',
  },
  {
    displayName: 'Deep',
    name: 'deep',
    type: 'boolean',
    default: false,
    displayOptions: shownFor('instance', ['getHealth']),
    description: 'Whether to read all versions and all their files. For administrators only.',
  },
  {
    ...projectField,
    displayOptions: { show: { resource: ['instance'], operation: ['getHealth'], deep: [true] } },
    description: 'Only this project. Left empty: all of them.',
  },
  {
    displayName: 'URL',
    name: 'url',
    type: 'string',
    default: '',
    required: true,
    displayOptions: shownFor('instance', ['testCallback']),
    description: 'Its origin must be listed in ARTIFACTS_CALLBACK_ALLOW on the server',
  },
];
