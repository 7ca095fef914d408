import {
  fileIsSealed,
  isSealed,
  refuse,
  trigger,
  versionIsSealed,
  versionsOfFile,
} from './sqlite-trigger.js';

export const approvalTriggers = [
  trigger('approvals_insert', 'BEFORE INSERT ON artifact_approvals', [
    // INSERT OR REPLACE deletes the old row without firing delete triggers.
    refuse(
      'entryKept',
      `EXISTS (SELECT 1 FROM artifact_approvals old WHERE old.id = NEW.id)
        OR EXISTS (SELECT 1 FROM artifact_approvals old WHERE old.rowid = NEW.rowid)
        OR EXISTS (SELECT 1 FROM artifact_approvals old
          WHERE old.project_id = NEW.project_id AND old.sequence = NEW.sequence)`,
    ),
  ]),
  trigger('approvals_update', 'BEFORE UPDATE ON artifact_approvals', [refuse('entryKept', '1')]),
  trigger('approvals_delete', 'BEFORE DELETE ON artifact_approvals', [refuse('entryKept', '1')]),
];

/** Junction rows that an INSERT OR REPLACE or UPDATE OR REPLACE would delete without firing delete triggers. */
const replacedRows = `SELECT artifact_version_id FROM artifact_files WHERE id = NEW.id OR rowid = NEW.rowid
  UNION SELECT artifact_version_id FROM artifact_files
    WHERE artifact_version_id = NEW.artifact_version_id AND directus_files_id = NEW.directus_files_id`;

/** @param {string} versions subquery with ids of versions */
const anySealed = (versions) =>
  `EXISTS (SELECT 1 FROM artifact_versions version WHERE version.id IN (${versions}) AND ${isSealed('version')})`;

/** @param {string} versions subquery with ids of versions */
const forgetHashes = (versions) =>
  `UPDATE artifact_versions SET content_hash = NULL WHERE content_hash IS NOT NULL AND id IN (${versions})`;

export const fileLinkTriggers = [
  trigger('files_insert', 'BEFORE INSERT ON artifact_files', [
    refuse('sealedFiles', `${versionIsSealed('NEW.artifact_version_id')} OR ${anySealed(replacedRows)}`),
    forgetHashes(replacedRows),
  ]),
  trigger('files_update', 'BEFORE UPDATE ON artifact_files', [
    refuse(
      'sealedFiles',
      `${versionIsSealed('OLD.artifact_version_id')} OR ${versionIsSealed('NEW.artifact_version_id')}
        OR ${anySealed(replacedRows)}`,
    ),
    forgetHashes(`SELECT OLD.artifact_version_id UNION SELECT NEW.artifact_version_id UNION ${replacedRows}`),
  ]),
  trigger('files_delete', 'BEFORE DELETE ON artifact_files', [
    refuse('sealedFiles', versionIsSealed('OLD.artifact_version_id')),
    forgetHashes('SELECT OLD.artifact_version_id'),
  ]),
];

/**
 * The stem of a disk name. Directus deletes every disk file whose name begins, in capitals or not, with the stem of a
 * deleted one.
 */
const stem = `CASE WHEN instr(NEW.filename_disk, '.') > 0
  THEN rtrim(rtrim(NEW.filename_disk, replace(NEW.filename_disk, '.', '')), '.') ELSE NEW.filename_disk END`;

/** A stem that is the file's own id, as Directus makes them, begins no other name: the scan is for odd names only. */
const takesDiskName = `NEW.filename_disk IS NOT OLD.filename_disk AND NEW.filename_disk NOT LIKE NEW.id || '.%'
  AND NEW.filename_disk IS NOT NEW.id
  AND EXISTS (SELECT 1 FROM directus_files other WHERE other.id <> NEW.id
    AND lower(substr(other.filename_disk, 1, length(${stem}))) = lower(${stem}) AND ${fileIsSealed('other.id')})`;

const replacesBytes = 'UPDATE OF storage, filename_disk, filesize ON directus_files';

const uploadTarget = `CASE WHEN json_valid(NEW.tus_data) THEN json_extract(NEW.tus_data, '$.metadata.id') END`;
const uploadsOverSealed = refuse(
  'sealedBytes',
  `NEW.tus_data IS NOT NULL AND ${uploadTarget} IS NOT NEW.id AND ${fileIsSealed(uploadTarget)}`,
);

/** Directus replaces bytes after it updated the row. The column list is what fires before the bytes move. */
export const byteTriggers = [
  trigger('bytes_replace', `BEFORE ${replacesBytes}`, [
    refuse('sealedBytes', fileIsSealed('OLD.id')),
    refuse('diskName', takesDiskName),
  ]),
  trigger('bytes_replaced', `AFTER ${replacesBytes}`, [
    'DELETE FROM artifact_file_digests WHERE file_id = NEW.id',
    forgetHashes(versionsOfFile('NEW.id')),
  ]),
  // INSERT OR REPLACE and UPDATE OR REPLACE delete the row that is in the way without firing delete triggers.
  trigger('bytes_insert', 'BEFORE INSERT ON directus_files', [
    refuse(
      'sealedBytes',
      `${fileIsSealed('NEW.id')} OR EXISTS (SELECT 1 FROM directus_files old
        WHERE old.rowid = NEW.rowid AND ${fileIsSealed('old.id')})`,
    ),
  ]),
  trigger('bytes_rekey', 'BEFORE UPDATE OF id ON directus_files', [
    refuse(
      'sealedBytes',
      `NEW.id IS NOT OLD.id AND (${fileIsSealed('OLD.id')} OR ${fileIsSealed('NEW.id')})`,
    ),
  ]),
  trigger('bytes_delete', 'BEFORE DELETE ON directus_files', [
    refuse('usedFile', `EXISTS (${versionsOfFile('OLD.id')})`),
  ]),
];

/** A resumable upload moves its bytes before it updates the row of the file that it replaces. */
export const uploadTriggers = [
  trigger('upload_insert', 'BEFORE INSERT ON directus_files', [uploadsOverSealed]),
  trigger('upload_update', 'BEFORE UPDATE OF tus_data ON directus_files', [
    // The parts of an upload are written to the file of its own row.
    refuse('sealedBytes', `NEW.tus_data IS NOT NULL AND ${fileIsSealed('OLD.id')}`),
    uploadsOverSealed,
  ]),
];
