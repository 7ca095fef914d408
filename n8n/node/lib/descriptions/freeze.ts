import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { projectField, shownFor, versionField } from './fields';

/** What a promotion can be kept from, or put off to. */
export const freezeOperations: INodePropertyOptions[] = [
  {
    name: 'Freeze',
    value: 'freeze',
    action: 'Freeze a project or key',
    description: 'Stop what would go live. For people who may update the project, not for API-only users.',
  },
  {
    name: 'Get Freezes',
    value: 'getFreezes',
    action: 'Get the freezes of a project',
    description: 'What is frozen, by whom and why',
  },
  {
    name: 'Lift Freeze',
    value: 'lift',
    action: 'Lift a freeze',
    description: 'End a freeze, and promote what would have gone live by itself meanwhile',
  },
];

export const scheduleOperation: INodePropertyOptions = {
  name: 'Schedule',
  value: 'schedule',
  action: 'Schedule the promotion of a version',
  description: 'Say when an approved version goes live, or call it off',
};

export const freezeProperties: INodeProperties[] = [
  { ...projectField, required: true, displayOptions: shownFor('promotion', ['freeze', 'getFreezes']) },
  {
    displayName: 'Freeze ID',
    name: 'freezeId',
    type: 'string',
    default: '',
    required: true,
    displayOptions: shownFor('promotion', ['lift']),
    description: 'The freeze to end',
  },
  { ...versionField, required: true, displayOptions: shownFor('promotion', ['schedule']) },
  {
    displayName: 'Promote At',
    name: 'promoteAt',
    type: 'string',
    default: '',
    placeholder: '2030-01-31T09:30:00+01:00',
    displayOptions: shownFor('promotion', ['schedule']),
    description: 'When it goes live: ISO 8601 with a zone. Empty: it does not go live at a time.',
  },
  {
    displayName: 'Include Lifted',
    name: 'includeLifted',
    type: 'boolean',
    default: false,
    displayOptions: shownFor('promotion', ['getFreezes']),
    description: 'Whether to return the freezes that hold no longer as well',
  },
  {
    displayName: 'Reason',
    name: 'reason',
    type: 'string',
    typeOptions: { rows: 2 },
    default: '',
    displayOptions: shownFor('promotion', ['freeze', 'lift', 'schedule']),
    description: 'Why. Freezing needs a reason.',
  },
  {
    displayName: 'Additional Fields',
    name: 'additionalFields',
    type: 'collection',
    placeholder: 'Add Field',
    default: {},
    displayOptions: shownFor('promotion', ['freeze']),
    options: [
      {
        displayName: 'Schema Key',
        name: 'schema_key',
        type: 'string',
        default: '',
        placeholder: 'brand',
        description: 'This key and all keys below it. Left out: the whole project.',
      },
      {
        displayName: 'Until',
        name: 'until',
        type: 'string',
        default: '',
        placeholder: '2030-01-31T09:30:00+01:00',
        description: 'When the server lifts it by itself: ISO 8601 with a zone',
      },
    ],
  },
];
