import { createDirectus, readItem, readItems, rest } from '@directus/sdk';
import { describe, expectTypeOf, it } from 'vitest';
import {
  type ArtifactsSchema,
  createSubscription,
  decideVersion,
  decideVersions,
  deleteSubscription,
  isArtifactsError,
  type Json,
  mergeVersions,
  promoteVersions,
  readContext,
  recordVersion,
  recordVersions,
  rehearseMerge,
  rehearsePromotion,
  type Version,
  waitForDecision,
} from '../../src/sdk/index.js';

interface Own {
  customers: { id: number; name: string }[];
}

/** Nobody is asked anything: types are looked at without a server. */
const client = createDirectus<ArtifactsSchema & Own>('http://127.0.0.1:9').with(rest());
type Client = typeof client;

describe('the types of the SDK', () => {
  expectTypeOf(client.request).toBeFunction();

  it('say what each command answers', () => {
    const use = (directus: Client) => ({
      one: directus.request(recordVersion({ project_id: 1, schema_key: 'a', value: { deep: [1, null] } })),
      many: directus.request(recordVersions([])),
      decided: directus.request(decideVersion({ version_id: 'a', action: 'approve' }, { ifMatch: 3 })),
      both: directus.request(decideVersions([])),
      promoted: directus.request(promoteVersions({ task_id: 'a', if_match: 1 })),
      rehearsed: directus.request(rehearsePromotion({ project_id: 'a' })),
      merged: directus.request(mergeVersions({ ours_id: 'a', theirs_id: 'b' })),
      tried: directus.request(rehearseMerge({ ours_id: 'a', theirs_id: 'b' })),
      subscribed: directus.request(createSubscription({ url: 'https://n8n.example.com' })),
      ended: directus.request(deleteSubscription('a')),
      context: directus.request(readContext('a')),
      maybe: directus.request(readContext('a', { ifNoneMatch: 3 })),
      awaited: waitForDecision(directus, 'a', { timeout: 1 }),
    });
    expectTypeOf(use).toBeFunction();
    type Used = { [Name in keyof ReturnType<typeof use>]: Awaited<ReturnType<typeof use>[Name]> };
    expectTypeOf<Used['one']>().toEqualTypeOf<Version & { unchanged?: true }>();
    expectTypeOf<Used['many']>().toEqualTypeOf<(Version & { unchanged?: true })[]>();
    expectTypeOf<Used['decided']['superseded']>().toEqualTypeOf<Version | null>();
    expectTypeOf<Used['both']>().toEqualTypeOf<Used['decided'][]>();
    expectTypeOf<Used['promoted']['context_version']>().toEqualTypeOf<number>();
    expectTypeOf<Used['rehearsed']['dry_run']>().toEqualTypeOf<true>();
    expectTypeOf<Used['merged']['base_id']>().toEqualTypeOf<string>();
    expectTypeOf<Used['tried']['conflicts'][number]['path']>().toEqualTypeOf<string>();
    expectTypeOf<Used['subscribed']['secret']>().toEqualTypeOf<string>();
    expectTypeOf<Used['context']['_meta']>().toExtend<{ context_version: number } | undefined>();
    expectTypeOf<Used['maybe']>().toEqualTypeOf<Used['context'] | null>();
    expectTypeOf<Used['awaited']['decision']['action']>().toEqualTypeOf<
      'approve' | 'reject' | 'request_changes' | 'revoke'
    >();
    expectTypeOf<Json>().not.toBeAny();
  });

  it('refuse inputs that the server would', () => {
    // @ts-expect-error: no schema key
    recordVersion({ project_id: 'a', value: 1 });
    // @ts-expect-error: not something one can decide
    decideVersion({ version_id: 'a', action: 'supersede' });
    // @ts-expect-error: promotes nothing in particular
    promoteVersions({ if_match: 1 });
    // @ts-expect-error: no such action
    createSubscription({ url: 'https://n8n.example.com', actions: ['supersede'] });
    // @ts-expect-error: not JSON
    recordVersion({ project_id: 'a', schema_key: 'a', value: new Date() });
  });

  it('describe the collections to the commands of Directus, beside those of one’s own', () => {
    const use = (directus: Client) => ({
      version: directus.request(
        readItem('artifact_versions', 'a', {
          fields: ['status', 'value', 'approved_at', { project_id: ['title'] }, { files: ['sort'] }],
        }),
      ),
      tasks: directus.request(readItems('tasks', { filter: { status: { _eq: 'needs_review' } } })),
      customers: directus.request(readItems('customers', { fields: ['name'] })),
    });
    expectTypeOf(use).toBeFunction();
    type Used = { [Name in keyof ReturnType<typeof use>]: Awaited<ReturnType<typeof use>[Name]> };
    expectTypeOf<Used['version']['status']>().toEqualTypeOf<Version['status']>();
    expectTypeOf<Used['version']['approved_at']>().toEqualTypeOf<string | null>();
    expectTypeOf<Used['version']['project_id']['title']>().toEqualTypeOf<string | null>();
    expectTypeOf<NonNullable<Used['version']['files']>[number]['sort']>().toEqualTypeOf<number | null>();
    expectTypeOf<Used['customers'][number]>().toEqualTypeOf<{ name: string }>();
  });

  it('narrow an error to its code', () => {
    const read = (error: unknown) => {
      if (isArtifactsError(error, 'MERGE_CONFLICT')) return error.errors[0].extensions.conflicts;
      if (isArtifactsError(error, 'SCHEMA_KEY_CONFLICT')) return error.errors[0].extensions.conflicts_with;
      if (isArtifactsError(error, 'FORBIDDEN', 'ILLEGAL_TRANSITION')) return error.errors[0].extensions.code;
      return isArtifactsError(error) ? error.response.status : null;
    };
    expectTypeOf(read).returns.toEqualTypeOf<{ path: string }[] | string | number | null>();
    // @ts-expect-error: no such code
    isArtifactsError(null, 'NO_SUCH_CODE');
  });
});
