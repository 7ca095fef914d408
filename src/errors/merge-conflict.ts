import { createError } from '@directus/errors';

interface MergeConflictExtensions {
  /** What both sides changed, each with the path to name in `resolutions`. */
  conflicts: { path: string }[];
  /** The version that both were compared with. */
  base_id: string;
}

const SHOWN = 5;

/** 409 `MERGE_CONFLICT`: both versions changed the same places, and the request does not say which side holds. */
export const MergeConflict = createError<MergeConflictExtensions>(
  'MERGE_CONFLICT',
  ({ conflicts }) => {
    const paths = conflicts.slice(0, SHOWN).map(({ path }) => JSON.stringify(path));
    const more = conflicts.length > SHOWN ? ` and ${conflicts.length - SHOWN} more` : '';
    return `Both versions changed ${paths.join(', ')}${more}. Send "resolutions" with "ours", "theirs" or a value for each path.`;
  },
  409,
);
