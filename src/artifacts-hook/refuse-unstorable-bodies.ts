import type { Application, NextFunction, Request, Response } from 'express';
import { assertStorableBody } from '../domain/canonical-json.js';
import { InvalidPayload } from '../errors/index.js';

/** Where Directus takes content and feedback. */
const ROUTES = ['/items/artifact_versions', '/items/artifact_approvals'];
const ALL_ROUTES = [
  ...ROUTES,
  ...['projects', 'tasks', 'task_executions', 'documents', 'artifact_files', 'task_artifacts'].map(
    (collection) => `/items/${collection}`,
  ),
];

/**
 * Refuses bodies that are nested deeper than can be stored before Directus copies them, which it does by
 * recursion: its stack would overflow, and the client's mistake be answered with 500. So would a list with something
 * in it that is no row, of which it asks for the key.
 */
export function refuseUnstorableBodies(app: Application): void {
  app.use(ALL_ROUTES, (request: Request, _response: Response, next: NextFunction): void => {
    const isFine = !['POST', 'PATCH'].includes(request.method) || listsRows(request.body);
    next(
      isFine ? undefined : new InvalidPayload({ reason: 'A list of rows holds something that is no row' }),
    );
  });
  app.use(ROUTES, (request: Request, _response: Response, next: NextFunction): void => {
    try {
      assertStorableBody(request.body);
      next();
    } catch (error) {
      next(error);
    }
  });
}

function listsRows(body: unknown): boolean {
  return !Array.isArray(body) || body.every((row) => typeof row === 'object' && row !== null);
}
