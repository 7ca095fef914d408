import { chosen, fileOf, from, operation, sent } from './node-workflow.js';
import type { Step } from './node-workflow.js';

const project = { projectId: chosen(sent('project_id')) };
const line = { ...project, schemaKey: chosen('brand.logo', 'key') };
const both = { versionId: from('Ours'), otherVersionId: from('Theirs') };

/** Every operation of the node that takes one item and does not wait, one after the other. */
export const EVERY_OPERATION: Step[] = [
  ...fileOf('File', 'Grüße "1".txt'),
  operation('Record', 'agent', 'version record', {
    ...line,
    value: '={{ { color: "red", size: 1 } }}',
    binaryFields: 'data',
    additionalFields: { summary: 'By the node', source_task_id: chosen(sent('task_id')) },
  }),
  ...fileOf('Other file', 'other.txt'),
  operation('Upload', 'agent', 'file upload', { binaryFields: 'data' }),
  operation('Get', 'agent', 'version get', { versionId: from('Record') }),
  operation('Restore', 'agent', 'version restore', { versionId: from('Record'), additionalFields: {} }),
  operation('Request', 'reviewer', 'decision decide', {
    versionId: from('Restore'),
    action: 'request_changes',
    additionalFields: { feedback: '{"color": "try blue"}' },
  }),
  operation('Ours', 'agent', 'version record', {
    ...line,
    value: '{"color": "blue", "size": 1}',
    additionalFields: { parent_id: from('Record'), file_ids: from('Record', 'primary_file_id') },
  }),
  operation('Theirs', 'agent', 'version record', {
    ...line,
    value: '{"color": "red", "size": 2}',
    additionalFields: {
      parent_id: from('Record'),
      file_ids: `${from('Record', 'primary_file_id')},${from('Upload').slice(1)}`,
    },
  }),
  operation('Merge', 'agent', 'version merge', { ...both, dryRun: true, additionalFields: {} }),
  operation('Ancestor', 'agent', 'version getCommonAncestor', both),
  operation('Compare', 'agent', 'version diff', { ...both, against: 'version' }),
  operation('Lineage', 'agent', 'version getLineage', both),
  operation('Inputs', 'agent', 'version getInputs', both),
  operation('Staleness', 'agent', 'version checkStale', both),
  operation('Graph', 'agent', 'version getGraph', line),
  operation('Approve', 'reviewer', 'decision decide', { ...both, action: 'approve' }),
  operation('Promote', 'admin', 'promotion promote', { promote: 'project', ...project }),
  operation('Freeze', 'admin', 'promotion freeze', {
    ...project,
    reason: 'Launch week',
    additionalFields: { schema_key: 'brand' },
  }),
  operation('Freezes', 'agent', 'promotion getFreezes', project),
  operation('Later', 'agent', 'version record', {
    ...line,
    value: '{"color": "green"}',
    additionalFields: {},
  }),
  operation('Approve later', 'reviewer', 'decision decide', {
    versionId: from('Later'),
    action: 'approve',
    additionalFields: { promote_at: '={{ $now.plus({ days: 1 }).toISO() }}' },
  }),
  operation('Schedule', 'admin', 'promotion schedule', {
    versionId: from('Later'),
    promoteAt: '={{ $now.plus({ days: 2 }).toISO() }}',
  }),
  operation('Lift', 'admin', 'promotion lift', { freezeId: from('Freeze') }),
  operation('Context', 'agent', 'context get', { ...project, additionalFields: { paths: 'brand' } }),
  operation('Known', 'agent', 'context get', {
    ...project,
    additionalFields: { known_version: from('Context', 'context_version') },
  }),
  operation('Changes', 'agent', 'context diff', { ...project, from: 0 }),
  operation('Verify', 'agent', 'context verify', project),
  operation('Drift', 'agent', 'context getDrift', { ...project, upstream: '{"new": null}' }),
  operation('Completeness', 'agent', 'context getCompleteness', project),
  // An empty list would end the workflow here, and where the same stands below.
  {
    ...operation('Stale', 'agent', 'context getStale', project),
    more: { executeOnce: true, alwaysOutputData: true },
  },
  operation('Validation', 'agent', 'version getValidation', both),
  operation('Policies', 'agent', 'version getPolicies', both),
  operation('Evaluate', 'agent', 'version evaluatePolicy', {
    policyId: '',
    policy: '{"effect": "require", "approvals": 2}',
    days: 30,
  }),
  operation('Log', 'agent', 'log getMany', {
    ...project,
    filters: { actions: ['approve', 'request_changes'] },
  }),
  operation('Feedback', 'agent', 'log getFeedback', { ...project, limit: 10 }),
  operation('Chain', 'agent', 'log verify', project),
  operation('Health', 'agent', 'instance getHealth'),
  operation('Deep', 'admin', 'instance getHealth', { deep: true, ...project }),
  operation('People', 'agent', 'instance getPeople', {
    userIds: "={{ [$('Record').first().json.user_created, $('Approve').first().json.approval.actor_id] }}",
  }),
  operation('Subscribe', 'admin', 'subscription create', {
    ...line,
    url: sent('callback'),
    actions: ['revoke'],
  }),
  operation('Subscription', 'admin', 'subscription get', { subscriptionId: from('Subscribe') }),
  operation('Subscriptions', 'admin', 'subscription getMany'),
  operation('Unsubscribe', 'admin', 'subscription delete', { subscriptionId: from('Subscribe') }),
  {
    ...operation('Gone', 'admin', 'subscription getMany'),
    more: { executeOnce: true, alwaysOutputData: true },
  },
  operation('Description', 'agent', 'instance getApiDescription'),
  operation('Callback', 'admin', 'instance testCallback', { url: sent('callback') }),
];
