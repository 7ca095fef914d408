import { refuse, triggerFunction } from './postgres-trigger.js';

/** @import { PostgresGuard } from './postgres-trigger.js' */

/** Inputs are there before what is made of them: no chain of them can ever close to a cycle. */
const isNoInput = `NOT EXISTS (SELECT 1 FROM artifact_versions earlier
  WHERE earlier.id = (input ->> 'version_id')::uuid AND earlier.project_id::text = after ->> 'project_id'
    AND earlier.schema_key::text = input ->> 'schema_key' AND earlier.schema_key::text <> after ->> 'schema_key')`;

/** Part of the guard of inserted versions. Before the column is there, nothing is said. */
export const checkInputs = `IF after ->> 'inputs' IS NOT NULL THEN
    IF jsonb_typeof(after -> 'inputs') <> 'array' THEN ${refuse('inputs', 'NEW.id')} END IF;
    IF jsonb_array_length(after -> 'inputs') > 100 THEN ${refuse('inputs', 'NEW.id')} END IF;
    -- What is made from a version seals it: a change of its content that is under way ends first.
    PERFORM 1 FROM artifact_versions WHERE status = 'pending'
      AND id IN (SELECT (input ->> 'version_id')::uuid FROM jsonb_array_elements(after -> 'inputs') input)
      ORDER BY id FOR UPDATE;
    IF EXISTS (SELECT 1 FROM jsonb_array_elements(after -> 'inputs') input WHERE ${isNoInput}) THEN
      ${refuse('inputs', 'NEW.id')}
    END IF;
  END IF;`;

/** Whatever inserts a version, its links are there in the same statement. Reads no more of the row than it needs. */
const linked = triggerFunction(
  'versions_linked',
  `BEGIN
  INSERT INTO artifact_inputs (version_id, input_id)
    SELECT DISTINCT NEW.id, (input ->> 'version_id')::uuid FROM artifact_versions version,
      jsonb_array_elements(COALESCE(version.inputs::jsonb, '[]')) input
    WHERE version.id = NEW.id;
  RETURN NULL;
END`,
);

const linkInsert = triggerFunction(
  'inputs_insert',
  `BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM artifact_versions version WHERE version.id = NEW.version_id
      AND version.inputs::jsonb @> jsonb_build_array(jsonb_build_object('version_id', NEW.input_id))
  ) THEN
    ${refuse('linksKept', 'NEW.version_id')}
  END IF;
  RETURN NEW;
END`,
);

const linkKept = triggerFunction('inputs_kept', `BEGIN ${refuse('linksKept')} END`);

/** @type {PostgresGuard[]} */
export const inputGuards = [
  { ...linked, table: 'artifact_versions', event: 'AFTER INSERT' },
  { ...linkInsert, table: 'artifact_inputs', event: 'BEFORE INSERT' },
  { ...linkKept, table: 'artifact_inputs', event: 'BEFORE UPDATE OR DELETE' },
  {
    ...linkKept,
    name: `${linkKept.name}_truncate`,
    table: 'artifact_inputs',
    event: 'BEFORE TRUNCATE',
    statement: true,
  },
];
