import { refuse, trigger } from './sqlite-trigger.js';

/**
 * The same document, however it is spaced. What is no JSON is compared as the text that it is.
 *
 * @param {string} column
 */
const json = (column) => `CASE WHEN json_valid(${column}) THEN json(${column}) ELSE ${column} END`;

/** @param {string} old alias of the row as it is */
const contextChanges = (old) =>
  `(${json('NEW.context')} IS NOT ${json(`${old}.context`)} OR NEW.context_version IS NOT ${old}.context_version)`;

const bumped = 'COALESCE(OLD.context_version, 0) + 1';

/**
 * A promotion or withdrawal marks its versions with the number that the context gets, and only then writes the
 * context. No version has such a mark otherwise: it is what tells a promotion from a statement that somebody wrote
 * by mistake.
 */
const isMarked = `NEW.context_version IS ${bumped} AND (${carries('promoted')} OR ${carries('retired')})`;

/**
 * Asked one after the other, each by an index of its own.
 *
 * @param {'promoted' | 'retired'} mark
 */
function carries(mark) {
  return `EXISTS (SELECT 1 FROM artifact_versions version
    WHERE version.project_id = NEW.id AND version.${mark}_context_version = ${bumped})`;
}

export const projectTriggers = [
  trigger('context_update', 'BEFORE UPDATE ON projects', [
    refuse('contextKept', `${contextChanges('OLD')} AND NOT (${isMarked})`),
  ]),
  // INSERT OR REPLACE puts another row in the place of one that is there without firing update triggers.
  trigger('context_insert', 'BEFORE INSERT ON projects', [
    refuse(
      'contextKept',
      `EXISTS (SELECT 1 FROM projects old WHERE old.id = NEW.id AND ${contextChanges('old')})`,
    ),
  ]),
];
