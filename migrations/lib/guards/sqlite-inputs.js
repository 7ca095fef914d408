import { refuse, trigger } from './sqlite-trigger.js';

/** Inputs are there before what is made of them: no chain of them can ever close to a cycle. */
const isNoInput = `NOT EXISTS (SELECT 1 FROM artifact_versions earlier
  WHERE earlier.id = json_extract(input.value, '$.version_id') AND earlier.id <> NEW.id
    AND earlier.project_id = NEW.project_id AND earlier.schema_key = json_extract(input.value, '$.schema_key')
    AND earlier.schema_key <> NEW.schema_key)`;

const inputsAreOff = `CASE
  WHEN NEW.inputs IS NULL THEN 0
  WHEN NOT json_valid(NEW.inputs) THEN 1
  WHEN json_type(NEW.inputs) <> 'array' OR json_array_length(NEW.inputs) > 100 THEN 1
  ELSE EXISTS (SELECT 1 FROM json_each(NEW.inputs) input WHERE input.type <> 'object' OR ${isNoInput}) END`;

const linkIsSaid = `EXISTS (SELECT 1 FROM artifact_versions version
  WHERE version.id = NEW.version_id AND instr(version.inputs, '"' || NEW.input_id || '"') > 0)`;

export const inputTriggers = [
  trigger('versions_inputs', 'BEFORE INSERT ON artifact_versions', [refuse('inputs', inputsAreOff)]),
  trigger('versions_inputs_update', 'BEFORE UPDATE ON artifact_versions', [
    refuse('inputsKept', 'NEW.inputs IS NOT OLD.inputs'),
  ]),
  // Whatever inserts a version, its links are there in the same statement.
  trigger('versions_inputs_linked', 'AFTER INSERT ON artifact_versions', [
    `INSERT INTO artifact_inputs (version_id, input_id)
      SELECT DISTINCT NEW.id, json_extract(input.value, '$.version_id') FROM json_each(NEW.inputs) input`,
  ]),
  trigger('inputs_insert', 'BEFORE INSERT ON artifact_inputs', [
    // INSERT OR REPLACE deletes the old row without firing delete triggers.
    refuse(
      'linksKept',
      `NOT ${linkIsSaid} OR EXISTS (SELECT 1 FROM artifact_inputs old WHERE old.id = NEW.id)
        OR EXISTS (SELECT 1 FROM artifact_inputs old
          WHERE old.version_id = NEW.version_id AND old.input_id = NEW.input_id)`,
    ),
  ]),
  trigger('inputs_update', 'BEFORE UPDATE ON artifact_inputs', [refuse('linksKept', '1')]),
  trigger('inputs_delete', 'BEFORE DELETE ON artifact_inputs', [refuse('linksKept', '1')]),
];
