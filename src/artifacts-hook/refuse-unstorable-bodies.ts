import type { Application, NextFunction, Request, Response } from 'express';
import { assertStorableBody } from '../domain/canonical-json.js';

/** Where Directus takes content and feedback. */
const ROUTES = ['/items/artifact_versions', '/items/artifact_approvals'];

/**
 * Refuses bodies that are nested deeper than can be stored before Directus copies them, which it does by
 * recursion: its stack would overflow, and the client's mistake be answered with 500.
 */
export function refuseUnstorableBodies(app: Application): void {
  app.use(ROUTES, (request: Request, _response: Response, next: NextFunction): void => {
    try {
      assertStorableBody(request.body);
      next();
    } catch (error) {
      next(error);
    }
  });
}
