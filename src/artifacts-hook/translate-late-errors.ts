import type { Application, NextFunction, Request, Response } from 'express';
import { translateFinalError } from '../commands/database-unavailable.js';
import { InvalidPayload } from '../errors/index.js';

/**
 * Gives what a guard of the database refused its status, where the error comes past the filter `database.error`:
 * Directus asks that one about creates and updates only. And 503 to what the database could not do now,
 * and 400 to a path that Express cannot decode, like `%E0%A4%A`: Directus would call it a failure of its own.
 */
export function translateLateErrors(app: Application): void {
  app.use((error: unknown, _request: Request, _response: Response, next: NextFunction): void => {
    const malformed = error instanceof URIError;
    next(
      malformed
        ? new InvalidPayload({ reason: 'The path is not valid percent-encoded UTF-8' })
        : translateFinalError(error),
    );
  });
}
