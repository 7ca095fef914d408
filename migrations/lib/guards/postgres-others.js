import { refuse, triggerFunction } from './postgres-trigger.js';

/** @import { PostgresGuard } from './postgres-trigger.js' */

const versionKept = triggerFunction('versions_kept', `BEGIN ${refuse('versionKept')} END`);
const entryKept = triggerFunction('approvals_kept', `BEGIN ${refuse('entryKept')} END`);
/** An entry seals its version: a change of content that is under way ends first, a later one sees the entry. */
const entryInsert = triggerFunction(
  'approvals_insert',
  `BEGIN
  PERFORM 1 FROM artifact_versions WHERE id = NEW.artifact_version_id FOR UPDATE;
  RETURN NEW;
END`,
);
const filesKept = triggerFunction('files_kept', `BEGIN ${refuse('filesKept')} END`);

/**
 * Locks the version first: a row that races an open decision waits for it, and the next statement sees what it did.
 */
const fileLinks = triggerFunction(
  'files_change',
  `BEGIN
  PERFORM 1 FROM artifact_versions
    WHERE id IN (OLD.artifact_version_id, NEW.artifact_version_id) ORDER BY id FOR UPDATE;
  IF artifact_guard_is_sealed(OLD.artifact_version_id) THEN
    ${refuse('sealedFiles', 'OLD.artifact_version_id')}
  END IF;
  IF artifact_guard_is_sealed(NEW.artifact_version_id) THEN
    ${refuse('sealedFiles', 'NEW.artifact_version_id')}
  END IF;
  IF TG_OP = 'INSERT' THEN RETURN NEW; END IF;
  UPDATE artifact_versions SET content_hash = NULL
    WHERE id IN (OLD.artifact_version_id, NEW.artifact_version_id) AND content_hash IS NOT NULL;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END`,
);

/** `SET artifacts.file_guard = 'off'` in a session lets a storage move pass that compares digests itself. */
const unlessOff = (/** @type {string} */ check) =>
  `IF current_setting('artifacts.file_guard', true) IS DISTINCT FROM 'off' THEN ${check} END IF;`;

/**
 * Directus deletes every disk file whose name begins, in capitals or not, with the stem of a deleted file's. A stem
 * that is the file's own id, as Directus makes them, begins no other name: the scan is for odd names only.
 */
const takesDiskName = `disk_name IS DISTINCT FROM to_jsonb(OLD) ->> 'filename_disk' AND stem <> NEW.id::text
  AND EXISTS (SELECT 1 FROM directus_files other WHERE other.id <> NEW.id
    AND starts_with(lower(other.filename_disk), lower(stem)) AND artifact_guard_file_is_sealed(other.id))`;

const bytesReplace = triggerFunction(
  'bytes_replace',
  `DECLARE
  disk_name text := to_jsonb(NEW) ->> 'filename_disk';
  stem text := regexp_replace(disk_name, '\\.[^.]*$', '');
BEGIN
  ${unlessOff(`
    IF artifact_guard_file_is_sealed(OLD.id) THEN ${refuse('sealedBytes', 'OLD.id')} END IF;
    IF ${takesDiskName} THEN ${refuse('diskName', 'NEW.id')} END IF;`)}
  RETURN NEW;
END`,
);

const bytesReplaced = triggerFunction(
  'bytes_replaced',
  `BEGIN
  DELETE FROM artifact_file_digests WHERE file_id = NEW.id;
  UPDATE artifact_versions SET content_hash = NULL
    WHERE id IN (SELECT artifact_guard_file_versions(NEW.id)) AND content_hash IS NOT NULL
      AND NOT artifact_guard_is_sealed(id);
  RETURN NULL;
END`,
);

const bytesDelete = triggerFunction(
  'bytes_delete',
  `BEGIN
  IF EXISTS (SELECT 1 FROM artifact_guard_file_versions(OLD.id)) THEN ${refuse('usedFile', 'OLD.id')} END IF;
  RETURN OLD;
END`,
);

/** A resumable upload moves its bytes before it updates the row of the file that it replaces. */
const upload = triggerFunction(
  'upload',
  `DECLARE
  target text := to_jsonb(NEW) #>> '{tus_data,metadata,id}';
BEGIN
  -- The parts of an upload are written to the file of its own row.
  IF to_jsonb(NEW) -> 'tus_data' <> 'null' AND artifact_guard_file_is_sealed(NEW.id) THEN
    ${refuse('sealedBytes', 'NEW.id')}
  END IF;
  IF target ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' AND target::uuid IS DISTINCT FROM NEW.id THEN
    IF artifact_guard_file_is_sealed(target::uuid) THEN ${refuse('sealedBytes', 'target')} END IF;
  END IF;
  RETURN NEW;
END`,
);

/** @param {string} column */
const replacing = (column) => `UPDATE OF ${column}`;
const byteColumns = replacing('storage, filename_disk, filesize');

/** @type {PostgresGuard[]} */
export const otherGuards = [
  { ...versionKept, table: 'artifact_versions', event: 'BEFORE DELETE' },
  { ...entryInsert, table: 'artifact_approvals', event: 'BEFORE INSERT' },
  { ...entryKept, table: 'artifact_approvals', event: 'BEFORE UPDATE OR DELETE' },
  { ...fileLinks, table: 'artifact_files', event: 'BEFORE INSERT OR UPDATE OR DELETE' },
  // The column list is what works here: it fires when Directus names these columns, before it moves the bytes.
  { ...bytesReplace, table: 'directus_files', event: `BEFORE ${byteColumns}` },
  { ...bytesReplaced, table: 'directus_files', event: `AFTER ${byteColumns}` },
  { ...bytesDelete, table: 'directus_files', event: 'BEFORE DELETE' },
  { ...truncating(versionKept), table: 'artifact_versions' },
  { ...truncating(entryKept), table: 'artifact_approvals' },
  { ...truncating(filesKept), table: 'artifact_files' },
];

/** @type {PostgresGuard} */
export const uploadGuard = {
  ...upload,
  table: 'directus_files',
  event: `BEFORE INSERT OR ${replacing('tus_data')}`,
};

/** @param {import('./postgres-trigger.js').GuardFunction} guard */
function truncating({ name, body }) {
  return { name: `${name}_truncate`, body, event: 'BEFORE TRUNCATE', statement: true };
}
