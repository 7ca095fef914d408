import { createError } from '@directus/errors';

interface ArchiveUnreadableExtensions {
  version_id: string;
  /** The file that should hold the value. */
  archive_file_id: string;
  /** What is wrong with it, as a clause without its full stop. */
  reason: string;
}

/** 409 `ARCHIVE_UNREADABLE`: the value of a version is in an archive file, which is missing or damaged. */
export const ArchiveUnreadable = createError<ArchiveUnreadableExtensions>(
  'ARCHIVE_UNREADABLE',
  ({ version_id, archive_file_id, reason }) =>
    `The value of version ${version_id} is archived in the file ${archive_file_id}, but ${reason}. An administrator must bring that file back from a backup.`,
  409,
);
