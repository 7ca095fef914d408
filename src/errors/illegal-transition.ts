import { createError } from '@directus/errors';

interface IllegalTransitionExtensions {
  version_id?: string;
  /** Status that the version has now, where it is known. */
  from?: string;
  /** Status that was asked for. */
  to?: string;
  /** Decision that was asked for. */
  action?: string;
}

/** 409 `ILLEGAL_TRANSITION`: the version's status does not allow this decision (any more). */
export const IllegalTransition = createError<IllegalTransitionExtensions>(
  'ILLEGAL_TRANSITION',
  ({ from, to, action }) => {
    const wanted =
      action === undefined
        ? `become ${to === undefined ? 'that status' : `"${to}"`}`
        : `take the decision "${action}"`;
    const version = from === undefined ? 'This version' : `A version that is "${from}"`;
    return `${version} cannot ${wanted}. Read it again, or record a new version to go on from.`;
  },
  409,
);
