import type { INodeProperties } from 'n8n-workflow';
import { recordedWithFields } from './fields';

/** What a version can be recorded with, beside its content. */
export const recordFields: INodeProperties[] = [
  {
    displayName: 'Allow Orphan',
    name: 'allow_orphan',
    type: 'boolean',
    default: false,
    description: 'Whether to record it even though no version of the line has the Parent Hash',
  },
  {
    displayName: 'Call Back This Execution',
    name: 'call_back',
    type: 'boolean',
    default: false,
    description:
      'Whether the decision calls back this execution, for a Wait for Decision further on. Record and Wait does so by itself.',
  },
  {
    displayName: 'Change Origin',
    name: 'change_origin',
    type: 'options',
    options: [
      { name: 'Deployment', value: 'deployment' },
      { name: 'Local Modification', value: 'local_modification' },
      { name: 'Sync', value: 'sync' },
    ],
    default: 'sync',
    description: 'Why it came to be. A sync of content that has not changed records nothing.',
  },
  {
    displayName: 'File IDs',
    name: 'file_ids',
    type: 'string',
    default: '',
    description: 'Files that are in Directus already, separated by commas, after those that are uploaded',
  },
  {
    displayName: 'Made From',
    name: 'inputs',
    type: 'json',
    default: '[]',
    placeholder: '[{"schema_key": "brand.logo", "context_version": 12}]',
    description:
      'Versions of other keys, each by its version_id or by the context version that was read. The registry then knows when it goes stale.',
  },
  {
    displayName: 'Main File ID',
    name: 'primary_file_id',
    type: 'string',
    default: '',
    description: 'The main file. Left out: the first one.',
  },
  {
    displayName: 'Parent Hash',
    name: 'parent_hash',
    type: 'string',
    default: '',
    description: 'Content hash of the version that it builds on',
  },
  {
    displayName: 'Parent Version ID',
    name: 'parent_id',
    type: 'string',
    default: '',
    description: 'The version that it builds on. Left out: the approved one, else the newest.',
  },
  ...recordedWithFields,
];
