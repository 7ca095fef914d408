import type { INodeProperties } from 'n8n-workflow';
import { operationField, projectField, taskField } from './fields';
import { freezeOperations, freezeProperties, scheduleOperation } from './freeze';

const show = { resource: ['promotion'], operation: ['promote'] };

export const promotionProperties: INodeProperties[] = [
  operationField(
    'promotion',
    [
      ...freezeOperations,
      {
        name: 'Promote',
        value: 'promote',
        action: 'Promote approved versions',
        description: 'Make live what is approved',
      },
      scheduleOperation,
    ],
    'promote',
  ),
  ...freezeProperties,
  {
    displayName: 'Promote',
    name: 'promote',
    type: 'options',
    options: [
      { name: 'Everything of a Project', value: 'project' },
      { name: 'Versions', value: 'versions' },
      { name: 'What a Task Made', value: 'task' },
    ],
    default: 'task',
    displayOptions: { show },
    description: 'Which approved versions go live',
  },
  { ...taskField, required: true, displayOptions: { show: { ...show, promote: ['task'] } } },
  { ...projectField, required: true, displayOptions: { show: { ...show, promote: ['project'] } } },
  {
    displayName: 'Version IDs',
    name: 'versionIds',
    type: 'string',
    default: '',
    required: true,
    displayOptions: { show: { ...show, promote: ['versions'] } },
    description: 'Versions of one project, separated by commas',
  },
  {
    displayName: 'On Context Conflict',
    name: 'onConflict',
    type: 'options',
    options: [
      {
        name: 'Fail',
        value: 'fail',
        description: 'Let the workflow decide on what the context says now',
      },
      {
        name: 'Read Again and Retry',
        value: 'reread',
        description: 'Try again with the context version that holds now, up to five times',
      },
    ],
    default: 'fail',
    displayOptions: { show },
    description: 'What to do when the context is not at the Expected Context Version',
  },
  {
    displayName: 'Additional Fields',
    name: 'additionalFields',
    type: 'collection',
    placeholder: 'Add Field',
    default: {},
    displayOptions: { show },
    options: [
      {
        displayName: 'Create Documents',
        name: 'create_documents',
        type: 'options',
        options: [
          { name: 'For All', value: 'all' },
          { name: 'For None', value: 'none' },
        ],
        default: 'all',
        description: 'Which promotions also create a row in documents. Left out: the setting of the server.',
      },
      {
        displayName: 'Documents for Keys',
        name: 'document_patterns',
        type: 'string',
        default: '',
        placeholder: 'brand.*,deliverables.**',
        description: 'Patterns of schema keys for which documents are created, separated by commas',
      },
      {
        displayName: 'Dry Run',
        name: 'dry_run',
        type: 'boolean',
        default: false,
        description: 'Whether to show the result without changing anything',
      },
      {
        displayName: 'Expected Context Version',
        name: 'if_match',
        type: 'number',
        default: 0,
        description: 'If the context is at another version, it is a conflict',
      },
      {
        displayName: 'Expected Versions',
        name: 'expect',
        type: 'json',
        default: '',
        placeholder: '{"brand.logo": null}',
        description:
          'Which version must be live at a schema key now, null for none. Such a conflict is never retried.',
      },
    ],
  },
];
