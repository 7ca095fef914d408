import { createError } from '@directus/errors';

interface InputNotFoundExtensions {
  /** `inputs` */
  field: string;
  /** JSON Pointer into that field, to the input at fault. */
  pointer: string;
  /** What is wrong, as a sentence without its full stop. */
  reason: string;
}

/** 422 `INPUT_NOT_FOUND`: an input is no version of its key in this project, as far as the caller may know. */
export const InputNotFound = createError<InputNotFoundExtensions>(
  'INPUT_NOT_FOUND',
  ({ reason }) =>
    `An input cannot be used: ${reason}. Name a version of the project that you may read, or leave the input out.`,
  422,
);
