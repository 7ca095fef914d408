import { ruleColumns } from './policy-columns.js';
import { anyChanges, refuse, triggerFunction } from './postgres-trigger.js';

/** @import { PostgresGuard } from './postgres-trigger.js' */

const rule = `jsonb_build_object(${ruleColumns.map((column) => `'${column}', after -> '${column}'`).join(', ')})`;

/** Triggers count the revisions and keep them, so that no route forgets one. */
const revise = triggerFunction(
  'policies_revise',
  `DECLARE
  before jsonb := to_jsonb(OLD);
  after jsonb := to_jsonb(NEW);
BEGIN
  IF TG_OP = 'INSERT' THEN
    NEW.revision := 1;
  ELSE
    IF NEW.id IS DISTINCT FROM OLD.id THEN ${refuse('policyKept', 'OLD.id')} END IF;
    NEW.revision := OLD.revision + CASE WHEN ${anyChanges(ruleColumns)} THEN 1 ELSE 0 END;
  END IF;
  RETURN NEW;
END`,
);

const keepRevision = triggerFunction(
  'policies_revised',
  `DECLARE
  after jsonb := to_jsonb(NEW);
BEGIN
  IF TG_OP = 'INSERT' OR NEW.revision IS DISTINCT FROM OLD.revision THEN
    INSERT INTO artifact_policy_revisions (policy_id, revision, rule, user_id, date_created)
    VALUES (NEW.id, NEW.revision, ${rule},
      CASE WHEN TG_OP = 'INSERT' THEN NEW.user_created ELSE NEW.user_updated END, clock_timestamp());
  END IF;
  RETURN NULL;
END`,
);

const policyKept = triggerFunction('policies_kept', `BEGIN ${refuse('policyKept')} END`);
const revisionKept = triggerFunction('revisions_kept', `BEGIN ${refuse('policyKept')} END`);

/** @type {PostgresGuard[]} */
export const policyGuards = [
  { ...revise, table: 'artifact_policies', event: 'BEFORE INSERT OR UPDATE' },
  { ...keepRevision, table: 'artifact_policies', event: 'AFTER INSERT OR UPDATE' },
  { ...policyKept, table: 'artifact_policies', event: 'BEFORE DELETE' },
  { ...revisionKept, table: 'artifact_policy_revisions', event: 'BEFORE UPDATE OR DELETE' },
  {
    ...policyKept,
    name: `${policyKept.name}_truncate`,
    table: 'artifact_policies',
    event: 'BEFORE TRUNCATE',
    statement: true,
  },
  {
    ...revisionKept,
    name: `${revisionKept.name}_truncate`,
    table: 'artifact_policy_revisions',
    event: 'BEFORE TRUNCATE',
    statement: true,
  },
];
