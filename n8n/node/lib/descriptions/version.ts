import type { INodeProperties } from 'n8n-workflow';
import {
  binaryField,
  projectField,
  recordedWithFields,
  schemaKeyField,
  shownFor,
  versionField,
} from './fields';
import { recordFields } from './record-fields';
import { versionOperations } from './version-operations';

const RECORDING = ['record', 'recordMany', 'recordAndWait'];
const OF_ONE = [
  'checkStale',
  'get',
  'restore',
  'diff',
  'getInputs',
  'getLineage',
  'getValidation',
  'getCommonAncestor',
  'merge',
];

export const versionProperties: INodeProperties[] = [
  versionOperations,
  {
    ...projectField,
    required: true,
    displayOptions: shownFor('version', [...RECORDING, 'getGraph']),
  },
  {
    ...schemaKeyField,
    required: true,
    displayOptions: shownFor('version', [...RECORDING, 'getGraph']),
  },
  {
    displayName: 'Value',
    name: 'value',
    type: 'json',
    default: '',
    displayOptions: shownFor('version', RECORDING),
    description: 'The content as JSON. May be left out when there are files.',
  },
  { ...binaryField, displayOptions: shownFor('version', RECORDING) },
  { ...versionField, required: true, displayOptions: shownFor('version', OF_ONE) },
  {
    displayName: 'Compare With',
    name: 'against',
    type: 'options',
    options: [
      { name: 'Another Version', value: 'version' },
      { name: 'Its Parent', value: 'parent' },
      { name: 'What Is Live', value: 'live' },
    ],
    default: 'parent',
    displayOptions: shownFor('version', ['diff']),
    description: 'What the version is compared with',
  },
  {
    ...versionField,
    displayName: 'Other Version ID',
    name: 'otherVersionId',
    required: true,
    displayOptions: { show: { resource: ['version'], operation: ['diff'], against: ['version'] } },
    description: 'The version that it is compared with',
  },
  {
    ...versionField,
    displayName: 'Other Version ID',
    name: 'otherVersionId',
    required: true,
    displayOptions: shownFor('version', ['getCommonAncestor', 'merge']),
    description: 'The second version. A merge merges it into the first one.',
  },
  {
    displayName: 'Resolutions',
    name: 'resolutions',
    type: 'json',
    default: '',
    placeholder: '{"/color": "theirs"}',
    displayOptions: shownFor('version', ['merge']),
    description: 'For each path in conflict "ours", "theirs" or a value',
  },
  {
    displayName: 'Dry Run',
    name: 'dryRun',
    type: 'boolean',
    default: false,
    displayOptions: shownFor('version', ['merge']),
    description: 'Whether to show result and conflicts without writing anything',
  },
  {
    displayName: 'Additional Fields',
    name: 'additionalFields',
    type: 'collection',
    placeholder: 'Add Field',
    default: {},
    displayOptions: shownFor('version', RECORDING),
    options: recordFields,
  },
  {
    displayName: 'Additional Fields',
    name: 'additionalFields',
    type: 'collection',
    placeholder: 'Add Field',
    default: {},
    displayOptions: shownFor('version', ['restore']),
    options: recordedWithFields,
  },
  {
    displayName: 'Additional Fields',
    name: 'additionalFields',
    type: 'collection',
    placeholder: 'Add Field',
    default: {},
    displayOptions: shownFor('version', ['merge']),
    options: [
      {
        displayName: 'Base Version ID',
        name: 'base_id',
        type: 'string',
        default: '',
        description: 'What both are compared with. Left out: their common ancestor.',
      },
      ...recordedWithFields,
    ],
  },
];
