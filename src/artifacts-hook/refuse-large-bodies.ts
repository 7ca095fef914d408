import type { Application, NextFunction, Request, Response } from 'express';
import { ContentTooLarge } from '../errors/index.js';

/** Answers 413 where Directus would say 400 to a body past MAX_PAYLOAD_SIZE. Only under `/artifacts`. */
export function refuseLargeBodies(app: Application, limit: unknown): void {
  const translate = (error: unknown, _request: Request, _response: Response, next: NextFunction): void => {
    const large = error instanceof Error && /request entity too large/i.test(error.message);
    next(large ? new ContentTooLarge(typeof limit === 'string' ? { limit } : {}) : error);
  };
  app.use('/artifacts', translate);
}
