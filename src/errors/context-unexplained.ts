import { createError } from '@directus/errors';

interface ContextUnexplainedExtensions {
  /** Where in the context it is; empty for a context that is no object. */
  path: string;
}

/** 409 `CONTEXT_UNEXPLAINED`: going on would lose something in a context that no version has recorded. */
export const ContextUnexplained = createError<ContextUnexplainedExtensions>(
  'CONTEXT_UNEXPLAINED',
  ({ path }) =>
    `${path === '' ? 'The context' : `The context has something at "${path}" that`} was made before the registry and is in no version, so it is kept. Record it as a version with the same content, or have an administrator take it out.`,
  409,
);
