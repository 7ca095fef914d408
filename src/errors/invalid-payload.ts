import { createError } from '@directus/errors';

interface InvalidPayloadExtensions {
  /** Name of the field at fault, where one field is. */
  field?: string;
  /** JSON Pointer into that field, where one place in it is at fault. */
  pointer?: string;
  /** What is wrong and what is accepted, as a sentence without its full stop. */
  reason: string;
}

/** 400 `INVALID_PAYLOAD`: the request cannot be understood as it stands. */
export const InvalidPayload = createError<InvalidPayloadExtensions>(
  'INVALID_PAYLOAD',
  ({ reason }) => `Invalid payload. ${reason}.`,
  400,
);
