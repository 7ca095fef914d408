import { AsyncLocalStorage } from 'node:async_hooks';
import type { Application, NextFunction, Request, Response } from 'express';
import type { Knex } from 'knex';
import { waitForOtherBatches } from '../store/projects.js';

const ROUTES = ['/items/artifact_versions', '/items/artifact_approvals'];

const lone = new AsyncLocalStorage<true>();

/** Notes which requests create one item only: the create filter sees one at a time and cannot tell. */
export function noteLoneCreates(app: Application): void {
  app.use(ROUTES, (request: Request, _response: Response, next: NextFunction): void => {
    if (request.method === 'POST' && !Array.isArray(request.body)) lone.run(true, next);
    else next();
  });
}

/**
 * To be called before a create filter locks its project. Unless the item is known to come alone, more may follow in
 * this transaction, about other projects and in an order of their own: two such requests would wait for each other,
 * over and over, until Directus gives up with a 500.
 */
export async function letOtherBatchesEnd(trx: Knex.Transaction): Promise<void> {
  if (lone.getStore() !== true) await waitForOtherBatches(trx);
}
