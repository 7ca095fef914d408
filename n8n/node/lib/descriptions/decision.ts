import type { INodeProperties } from 'n8n-workflow';
import { operationField, shownFor, versionField } from './fields';

const DECIDING = ['decide', 'decideMany'];

export const decisionProperties: INodeProperties[] = [
  operationField(
    'decision',
    [
      {
        name: 'Decide',
        value: 'decide',
        action: 'Decide on a version',
        description: 'Approve, reject, request changes or revoke, one request for each item',
      },
      {
        name: 'Decide Many',
        value: 'decideMany',
        action: 'Decide on many versions',
        description: 'Send the decisions of all items in one request, all or nothing',
      },
      {
        name: 'Wait for Decision',
        value: 'wait',
        action: 'Wait for the decision on a version',
        description:
          'Go on when somebody has decided on a version that was recorded with Call Back This Execution',
      },
    ],
    'decide',
  ),
  { ...versionField, required: true, displayOptions: { show: { resource: ['decision'] } } },
  {
    displayName: 'Action',
    name: 'action',
    type: 'options',
    options: [
      { name: 'Approve', value: 'approve' },
      { name: 'Reject', value: 'reject' },
      { name: 'Request Changes', value: 'request_changes' },
      { name: 'Revoke', value: 'revoke' },
    ],
    default: 'approve',
    displayOptions: shownFor('decision', DECIDING),
    description: 'What is decided',
  },
  {
    displayName: 'Reason',
    name: 'reason',
    type: 'string',
    typeOptions: { rows: 2 },
    default: '',
    displayOptions: shownFor('decision', DECIDING),
    description: 'Why. Rejecting and revoking need a reason.',
  },
  {
    displayName: 'Additional Fields',
    name: 'additionalFields',
    type: 'collection',
    placeholder: 'Add Field',
    default: {},
    displayOptions: shownFor('decision', DECIDING),
    options: [
      {
        displayName: 'Content Hash',
        name: 'content_hash',
        type: 'string',
        default: '',
        description: 'The content that was looked at. If it is another by now, nothing is decided.',
      },
      {
        displayName: 'Expected Context Version',
        name: 'if_match',
        type: 'number',
        default: 0,
        description: 'If the context is at another version, nothing is decided',
      },
      {
        displayName: 'Feedback',
        name: 'feedback',
        type: 'json',
        default: '',
        description: 'Structured feedback for the next attempt, as JSON',
      },
      {
        displayName: 'Override Policies',
        name: 'override',
        type: 'boolean',
        default: false,
        description:
          'Whether to approve although policies ask for more approvals. Administrators only, with a reason.',
      },
      {
        displayName: 'Promote At',
        name: 'promote_at',
        type: 'string',
        default: '',
        placeholder: '2030-01-31T09:30:00+01:00',
        description: 'With Approve: when it goes live, ISO 8601 with a zone. Left out: as usual.',
      },
    ],
  },
];

/** For both operations that wait, whatever their resource. */
export const waitProperties: INodeProperties[] = [
  {
    displayName: 'Limit Wait Time',
    name: 'limitWait',
    type: 'boolean',
    default: false,
    displayOptions: { show: { operation: ['wait', 'recordAndWait'] } },
    description: 'Whether to go on after some time without a decision. The input is then the output.',
  },
  {
    displayName: 'Limit',
    name: 'limitAmount',
    type: 'number',
    typeOptions: { minValue: 1 },
    default: 3,
    displayOptions: { show: { operation: ['wait', 'recordAndWait'], limitWait: [true] } },
    description: 'How long to wait at most',
  },
  {
    displayName: 'Unit',
    name: 'limitUnit',
    type: 'options',
    options: [
      { name: 'Days', value: 'days' },
      { name: 'Hours', value: 'hours' },
      { name: 'Minutes', value: 'minutes' },
    ],
    default: 'days',
    displayOptions: { show: { operation: ['wait', 'recordAndWait'], limitWait: [true] } },
    description: 'The unit of the limit',
  },
];
