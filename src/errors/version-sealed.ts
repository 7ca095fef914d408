import { createError } from '@directus/errors';

interface VersionSealedExtensions {
  version_id?: string;
  /** Why the content is fixed or what was refused, as a sentence without its full stop. */
  reason: string;
}

/** 409 `VERSION_SEALED`: something was decided on or built upon this content, so it stays as it is. */
export const VersionSealed = createError<VersionSealedExtensions>(
  'VERSION_SEALED',
  ({ reason }) => `${reason}. Record a new version with the content that you want.`,
  409,
);
