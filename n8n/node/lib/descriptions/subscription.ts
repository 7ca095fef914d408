import type { INodeProperties } from 'n8n-workflow';
import {
  decisionActions,
  operationField,
  projectField,
  schemaKeyField,
  shownFor,
  staleAction,
} from './fields';

const CREATE = shownFor('subscription', ['create']);

export const subscriptionProperties: INodeProperties[] = [
  operationField(
    'subscription',
    [
      {
        name: 'Create',
        value: 'create',
        action: 'Create a subscription',
        description: 'Have any URL called at every decision, or at some. The trigger node subscribes itself.',
      },
      {
        name: 'Delete',
        value: 'delete',
        action: 'Delete a subscription',
        description: 'End a subscription: nothing is sent to it any more',
      },
      {
        name: 'Get',
        value: 'get',
        action: 'Get a subscription',
        description: 'One subscription, without its secret',
      },
      {
        name: 'Get Many',
        value: 'getMany',
        action: 'Get many subscriptions',
        description: 'Your subscriptions, the oldest first. To administrators those of everybody.',
      },
    ],
    'getMany',
  ),
  {
    displayName: 'Subscription ID',
    name: 'subscriptionId',
    type: 'string',
    default: '',
    required: true,
    displayOptions: shownFor('subscription', ['delete', 'get']),
    description: 'The subscription that is meant',
  },
  {
    displayName: 'URL',
    name: 'url',
    type: 'string',
    default: '',
    required: true,
    displayOptions: CREATE,
    description: 'What is called. Its origin must be listed in ARTIFACTS_CALLBACK_ALLOW on the server.',
  },
  {
    displayName: 'Actions',
    name: 'actions',
    type: 'multiOptions',
    options: [...decisionActions, staleAction],
    default: [],
    displayOptions: CREATE,
    description: 'What it is called at. Left empty: all of them but Stale.',
  },
  {
    ...projectField,
    displayOptions: CREATE,
    description: 'Only this project. Left empty: all of them.',
  },
  {
    ...schemaKeyField,
    displayOptions: CREATE,
    description: 'Only this schema key. Left empty: all of them.',
  },
];
