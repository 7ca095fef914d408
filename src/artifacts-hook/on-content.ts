import type { RegisterFunctions } from '@directus/types';
import { rehashOpenVersions } from '../commands/rehash-open-versions.js';
import type { Host } from '../directus/host.js';
import { CONTENT_FIELDS } from '../domain/managed-fields.js';
import { callerOf, keysOf, type Payload, transactionOf } from './event.js';
import { linkFile, relinkFile, unlinkFiles } from './link-file.js';
import { checkTaskLink } from './link-task.js';
import { assertNestedKeys } from './nested-keys.js';
import { assertPrintable } from './printable-values.js';
import { recordVersion } from './record-version.js';
import { shortenRevision } from './shorten-revision.js';

/** Whose related rows can be written along with them. Those of versions and entries are looked at by their commands. */
const WITH_RELATED = ['artifact_files', 'task_artifacts', 'tasks', 'task_executions', 'documents'];

/** Recording: new versions, and the files that are linked to them while they are open. */
export function onContent(host: Host, { filter, action }: RegisterFunctions): void {
  for (const collection of WITH_RELATED) {
    for (const change of ['create', 'update']) {
      filter<Payload>(`${collection}.items.${change}`, async (payload, _meta, event) => {
        const { schema } = await callerOf(host, event);
        assertPrintable(schema, collection, payload);
        assertNestedKeys(schema, collection, payload);
        return payload;
      });
    }
  }
  filter<Payload>('artifact_versions.items.create', async (payload, _meta, event) =>
    recordVersion(host, await callerOf(host, event), transactionOf(event), payload),
  );
  filter<Payload>('revisions.create', (revision) => shortenRevision(revision));
  filter<Payload>('artifact_files.items.create', async (payload, _meta, event) =>
    linkFile(host, await callerOf(host, event), transactionOf(event), payload),
  );
  filter<Payload>('artifact_files.items.update', async (payload, meta, event) => {
    await relinkFile(host, await callerOf(host, event), event.database, keysOf<string>(meta), payload);
    return payload;
  });
  for (const event of ['task_artifacts.items.create', 'task_artifacts.items.update']) {
    filter<Payload>(event, async (payload, _meta, context) => {
      await checkTaskLink(host, await callerOf(host, context), context.database, payload);
      return payload;
    });
  }
  filter<string[]>('artifact_files.items.delete', async (keys, _meta, event) => {
    await unlinkFiles(host, await callerOf(host, event), event.database, keys);
    return keys;
  });

  // Nothing is lost if this is: a missing hash is computed again before it matters.
  const rehash = (): void => {
    host
      .getSchema()
      .then((schema) => rehashOpenVersions(host, { accountability: null, schema }))
      .catch((error: unknown) => host.logger.warn(error, 'artifacts: could not recompute content hashes'));
  };
  // Of a version that is only decided on, or announced, no hash can be lost; and that is most of what happens.
  action('artifact_versions.items.update', ({ payload }) => {
    if (CONTENT_FIELDS.some((field) => (payload as Payload | undefined)?.[field] !== undefined)) rehash();
  });
  for (const event of ['artifact_files.items.update', 'artifact_files.items.delete', 'files.upload']) {
    action(event, rehash);
  }
}
