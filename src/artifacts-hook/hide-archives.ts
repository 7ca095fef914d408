import type { Application, NextFunction, Request, Response } from 'express';
import type { Accountability, EventContext } from '@directus/types';
import type { Host } from '../directus/host.js';
import { Forbidden } from '../errors/index.js';
import { archiveFilesAmong } from '../store/archive-files.js';
import type { Payload } from './event.js';

/*
 * Archive files hold values of versions. A permission to read files, which the public often has, would show them to
 * callers who may not read versions, and the free tier of Directus allows no permission with an exception. So they
 * are there for administrators only; whoever may read a version gets its value through the endpoint.
 */

/** Read filter of files: leaves archive files out. Archives of several files (zip) are made of what it lets through. */
export async function hideArchives(event: EventContext, rows: Payload[]): Promise<Payload[]> {
  if (maySee(event.accountability)) return rows;
  const hidden = await archiveFilesAmong(event.database, idsOf(rows.map((row) => row['id'])));
  return hidden.size === 0 ? rows : rows.filter(({ id }) => typeof id !== 'string' || !hidden.has(id));
}

/**
 * Update and delete filters of files.
 *
 * @throws Forbidden for an archive file, as for one that is not there
 */
export async function refuseHidden(event: EventContext, keys: unknown[]): Promise<void> {
  if (maySee(event.accountability)) return;
  if ((await archiveFilesAmong(event.database, idsOf(keys))).size > 0) throw new Forbidden({});
}

/** Directus serves the bytes of a file by permissions alone, without any filter: this stands before it. */
export function guardArchives(host: Host, app: Application): void {
  app.use('/assets/:pk', (request: Request, _response: Response, next: NextFunction): void => {
    const check = async (): Promise<void> => {
      const { accountability } = request as Request & { accountability?: Accountability | null };
      // Never null over HTTP: what has no accountability has not been let in by anybody.
      if (accountability?.admin === true) return;
      const hidden = await archiveFilesAmong(host.database, idsOf([request.params['pk']]));
      if (hidden.size > 0) throw new Forbidden({});
    };
    check().then(() => next(), next);
  });
}

function maySee(accountability: Accountability | null): boolean {
  return accountability === null || accountability.admin;
}

/** PostgreSQL compares uuids only, and takes them in capitals as well. */
function idsOf(keys: unknown[]): string[] {
  return keys.flatMap((key) => (typeof key === 'string' && UUID.test(key) ? [key.toLowerCase()] : []));
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
