import type { Application, NextFunction, Request, Response } from 'express';
import type { Accountability, SchemaOverview } from '@directus/types';
import type { Host } from '../directus/host.js';
import { readableKeys } from '../directus/readable.js';
import { uploadTargets } from '../store/files.js';
import { assertReplaceable } from './protect-files.js';

/** A request as Directus' middlewares have prepared it. */
type DirectusRequest = Request & { accountability?: Accountability | null; schema?: SchemaOverview };

/** The files that a request is about to write. */
type Targets = (request: Request) => Promise<string[]> | string[];

/**
 * Routes that replace the bytes of a file emit no filter. These guards stand before them and answer 409 before
 * the upload is read; the database's own guards remain the backstop.
 */
export function guardUploads(host: Host, app: Application): void {
  const guard = (targets: Targets) => refuseSealed(host, targets);
  app.patch(
    '/files/:pk',
    guard((request) => (request.is('multipart/form-data') ? [pathId(request, 'pk')] : [])),
  );
  app.post('/files/import', guard(importTarget));
  app.post('/files/tus', guard(resumableTarget));
  app.patch(
    '/files/tus/:id',
    guard((request) => uploadTargets(host.database, pathId(request, 'id'))),
  );
}

function refuseSealed(host: Host, targets: Targets) {
  return (request: DirectusRequest, _response: Response, next: NextFunction): void => {
    const check = async (): Promise<void> => {
      const fileIds = await targets(request);
      if (fileIds.length === 0 || request.schema === undefined) return;
      const caller = { accountability: request.accountability ?? null, schema: request.schema };
      // Whoever may not see the file gets Directus' own answer, not ours.
      const readable = await readableKeys(host, caller, 'directus_files', fileIds, host.database);
      // The id as the database writes it: to PostgreSQL one in capitals is the same.
      for (const id of readable) await assertReplaceable(host.database, id);
    };
    check().then(() => next(), next);
  };
}

function pathId(request: Request, name: string): string {
  return request.params[name] ?? '';
}

function importTarget(request: Request): string[] {
  const body = request.body as { data?: { id?: unknown } } | undefined;
  return typeof body?.data?.id === 'string' ? [body.data.id] : [];
}

/** A resumable upload names the file it replaces in its metadata: `key base64,key base64`. */
function resumableTarget(request: Request): string[] {
  const metadata = request.header('upload-metadata') ?? '';
  const pair = metadata
    .split(',')
    .map((part) => part.trim().split(' '))
    .find(([key]) => key === 'id');
  return pair?.[1] === undefined ? [] : [Buffer.from(pair[1], 'base64').toString('utf8')];
}
