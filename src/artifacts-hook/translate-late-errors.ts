import type { Application, NextFunction, Request, Response } from 'express';
import { translateFinalError } from '../commands/database-unavailable.js';

/**
 * Gives what a guard of the database refused its status, where the error comes past the filter `database.error`:
 * Directus asks that one about creates and updates only. And 503 to what the database could not do now.
 */
export function translateLateErrors(app: Application): void {
  app.use((error: unknown, _request: Request, _response: Response, next: NextFunction): void => {
    next(translateFinalError(error));
  });
}
