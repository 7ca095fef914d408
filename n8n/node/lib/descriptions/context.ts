import type { INodeProperties } from 'n8n-workflow';
import { operationField, projectField, shownFor } from './fields';

export const contextProperties: INodeProperties[] = [
  operationField(
    'context',
    [
      {
        name: 'Compare',
        value: 'diff',
        action: 'Compare two context versions',
        description: 'What changed between two context versions',
      },
      {
        name: 'Get',
        value: 'get',
        action: 'Get the context',
        description: 'Read what is approved and live, with its version',
      },
      {
        name: 'Get Completeness',
        value: 'getCompleteness',
        action: 'Get the completeness of a project',
        description: 'What the schema of the project asks for, and how far each of it is',
      },
      {
        name: 'Get Drift',
        value: 'getDrift',
        action: 'Get the drift from upstream',
        description: 'Learn for each key who changed what, here or at the source',
      },
      {
        name: 'Get Stale',
        value: 'getStale',
        action: 'Get what is stale in a project',
        description: 'What was made from something that is no longer current',
      },
      {
        name: 'Verify',
        value: 'verify',
        action: 'Verify the context',
        description: 'Recompute the context from the versions, and compare',
      },
    ],
    'get',
  ),
  { ...projectField, required: true, displayOptions: { show: { resource: ['context', 'log'] } } },
  {
    displayName: 'From Context Version',
    name: 'from',
    type: 'number',
    default: 0,
    displayOptions: shownFor('context', ['diff']),
    description: 'The earlier context version',
  },
  {
    displayName: 'Repair',
    name: 'repair',
    type: 'boolean',
    default: false,
    displayOptions: shownFor('context', ['verify']),
    description: 'Whether to write what the versions say. For administrators only.',
  },
  {
    displayName: 'Upstream Hashes',
    name: 'upstream',
    type: 'json',
    default: '{}',
    placeholder: '{"brand.logo": "18457a07…", "brand.colors": null}',
    displayOptions: shownFor('context', ['getDrift']),
    description:
      'The content hash that the source has now for each schema key, null where it has nothing any more',
  },
  {
    displayName: 'Additional Fields',
    name: 'additionalFields',
    type: 'collection',
    placeholder: 'Add Field',
    default: {},
    displayOptions: shownFor('context', ['diff']),
    options: [
      {
        displayName: 'To Context Version',
        name: 'to',
        type: 'number',
        default: 0,
        description: 'The later context version. Left out: the current one.',
      },
    ],
  },
  {
    displayName: 'Additional Fields',
    name: 'additionalFields',
    type: 'collection',
    placeholder: 'Add Field',
    default: {},
    displayOptions: shownFor('context', ['get']),
    options: [
      {
        displayName: 'As It Stood At',
        name: 'at',
        type: 'number',
        default: 0,
        description: 'An older context version',
      },
      {
        displayName: 'Known Context Version',
        name: 'known_version',
        type: 'number',
        default: 0,
        description: 'While this one still holds, only that is answered, and no context is sent',
      },
      {
        displayName: 'Paths',
        name: 'paths',
        type: 'string',
        default: '',
        placeholder: 'brand.logo,copy',
        description: 'Only these branches or entries, separated by commas',
      },
    ],
  },
];
