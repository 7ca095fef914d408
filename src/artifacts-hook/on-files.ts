import type { Application } from 'express';
import type { RegisterFunctions } from '@directus/types';
import type { Host } from '../directus/host.js';
import { callerOf, keysOf, type Payload } from './event.js';
import { guardUploads } from './guard-uploads.js';
import { guardArchives, hideArchives, refuseHidden } from './hide-archives.js';
import { protectFileCreate, protectFileDelete, protectFileUpdate } from './protect-files.js';
import { refuseSorting } from './refuse-sorting.js';

/** Files: the bytes of a sealed version stay as they were when it was decided on; archives are for administrators. */
export function onFiles(host: Host, { filter, init }: RegisterFunctions): void {
  filter<Payload>('files.create', async (payload, _meta, event) => {
    await protectFileCreate(event.database, payload);
    return payload;
  });
  filter<Payload>('files.update', async (payload, meta, event) => {
    await refuseHidden(event, keysOf<string>(meta));
    await protectFileUpdate(host, await callerOf(host, event), event.database, keysOf<string>(meta), payload);
    return payload;
  });
  filter<Payload[]>('files.read', (rows, _meta, event) => hideArchives(event, rows));
  filter<string[]>('files.delete', async (keys, _meta, event) => {
    await refuseHidden(event, keys);
    await protectFileDelete(host, await callerOf(host, event), event.database, keys);
    return keys;
  });
  init('routes.before', ({ app }) => {
    guardUploads(host, app as Application);
    guardArchives(host, app as Application);
    refuseSorting(app as Application);
  });
}
