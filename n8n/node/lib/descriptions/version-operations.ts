import type { INodeProperties } from 'n8n-workflow';
import { operationField } from './fields';

export const versionOperations: INodeProperties = operationField(
  'version',
  [
    {
      name: 'Check Staleness',
      value: 'checkStale',
      action: 'Check whether a version is stale',
      description: 'Whether a version was made from something that is no longer current',
    },
    {
      name: 'Compare',
      value: 'diff',
      action: 'Compare a version',
      description: 'What a version changes compared to another one',
    },
    {
      name: 'Evaluate Policy',
      value: 'evaluatePolicy',
      action: 'Evaluate a policy',
      description: 'What a policy would have done with the versions of the last days',
    },
    { name: 'Get', value: 'get', action: 'Get a version', description: 'Read a version with its content' },
    {
      name: 'Get Common Ancestor',
      value: 'getCommonAncestor',
      action: 'Get the common ancestor of two versions',
      description: 'The version from which two others both come',
    },
    {
      name: 'Get Graph',
      value: 'getGraph',
      action: 'Get the graph of a schema key',
      description: 'All versions of a schema key, and how they descend from each other',
    },
    {
      name: 'Get Inputs',
      value: 'getInputs',
      action: 'Get the inputs of a version',
      description: 'What a version was made from, and what was made from it',
    },
    {
      name: 'Get Lineage',
      value: 'getLineage',
      action: 'Get the lineage of a version',
      description: 'Where a version comes from, its root first',
    },
    {
      name: 'Get Policies',
      value: 'getPolicies',
      action: 'Get the policies of a version',
      description: 'Which policies are about a version, and which approvals are missing',
    },
    {
      name: 'Get Validation',
      value: 'getValidation',
      action: 'Get the validation of a version',
      description: 'Whether a version follows the schema that its project has now',
    },
    {
      name: 'Merge',
      value: 'merge',
      action: 'Merge two versions',
      description: 'Bring two versions of a line together, as a new pending version',
    },
    {
      name: 'Record',
      value: 'record',
      action: 'Record a version',
      description: 'Record one version for each item',
    },
    {
      name: 'Record and Wait for Decision',
      value: 'recordAndWait',
      action: 'Record a version and wait for the decision',
      description: 'Record a version, and go on when somebody has decided on it',
    },
    {
      name: 'Record Many',
      value: 'recordMany',
      action: 'Record many versions',
      description: 'Record the versions of all items in one request, all or nothing',
    },
    {
      name: 'Restore',
      value: 'restore',
      action: 'Restore a version',
      description: 'Record a new pending version with the content of this one',
    },
  ],
  'record',
);
