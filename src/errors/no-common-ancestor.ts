import { createError } from '@directus/errors';

interface NoCommonAncestorExtensions {
  ours_id: string;
  theirs_id: string;
}

/** 409 `NO_COMMON_ANCESTOR`: nothing says which side changed what, and a base is never guessed. */
export const NoCommonAncestor = createError<NoCommonAncestorExtensions>(
  'NO_COMMON_ANCESTOR',
  () =>
    'These versions have no common ancestor. Name the version to compare both with in "base_id", or record a new version.',
  409,
);
