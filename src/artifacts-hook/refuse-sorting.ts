import type { Application, NextFunction, Request, Response } from 'express';
import { InvalidPayload } from '../errors/index.js';

/**
 * Refuses Directus' manual sorting of the files of versions. It renumbers the rows of *all* versions, statement by
 * statement and past every filter, and would leave half of its work behind when it comes to a sealed one.
 */
export function refuseSorting(app: Application): void {
  app.post('/utils/sort/artifact_files', (_request: Request, _response: Response, next: NextFunction) => {
    const reason = 'The files of all versions would be renumbered. Set "sort" on the rows of one version';
    next(new InvalidPayload({ field: 'collection', reason }));
  });
}
