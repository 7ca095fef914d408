import type { Application, NextFunction, Request, Response } from 'express';
import { translateDatabaseError } from '../commands/translate-database-error.js';

/**
 * Gives what a guard of the database refused its status, where the error comes past the filter `database.error`:
 * Directus asks that one about creates and updates only.
 */
export function translateLateErrors(app: Application): void {
  app.use((error: unknown, _request: Request, _response: Response, next: NextFunction): void => {
    next(translateDatabaseError(error));
  });
}
