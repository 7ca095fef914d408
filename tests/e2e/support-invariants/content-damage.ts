import { createHash, randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { contentHash } from '../../../src/domain/content-hash.js';
import type { Version } from '../../../src/domain/words.js';
import type { OwnInstance } from '../../helpers/instance.js';
import { uploadFile } from '../../helpers/sample.js';
import type { Damage } from './damage.js';
import { tamper } from './forge.js';
import type { Story } from './story.js';

const WRONG_HASH = createHash('sha256').update('something else').digest('hex');

/** I7 and I8: what versions hold, and what they say about where it came from. */
export const CONTENT_DAMAGE: Damage[] = [
  {
    what: 'the value of a decided version changed',
    breaks: ['I7'],
    by: ({ knex }, { rejected }) => tamper(knex, rejected.id, { value: '{"nonce":"mine"}' }),
  },
  {
    what: 'value and hash of a decided version changed together',
    breaks: ['I7'],
    by({ knex }, { rejected }) {
      const hash = contentHash({ value: { nonce: 'mine' }, files: [] });
      return tamper(knex, rejected.id, {
        value: '{"nonce":"mine"}',
        content_hash: hash,
        version_lineage: JSON.stringify([hash]),
      });
    },
  },
  {
    what: 'the value of a version changed that another one builds on',
    breaks: ['I7'],
    by: ({ knex }, { outline }) => tamper(knex, outline.id, { value: '{"nonce":"mine"}' }),
  },
  {
    what: 'a file added to a decided version',
    breaks: ['I7'],
    async by(instance, { criticized }) {
      const row = { id: randomUUID(), artifact_version_id: criticized.id, sort: 1 };
      await instance.knex('artifact_files').insert({ ...row, directus_files_id: await uploadFile(instance) });
    },
  },
  {
    what: 'the bytes of a sealed file changed on disk',
    breaks: ['I7'],
    by: async (instance, { fileId }) => writeFile(await pathOf(instance, fileId), 'somebody was here'),
  },
  {
    what: 'the bytes of a sealed file gone',
    breaks: ['I7'],
    by: async (instance, { fileId }) => rm(await pathOf(instance, fileId)),
  },
  {
    what: 'the hash of an open version changed',
    breaks: ['I8'],
    by: ({ knex }, { draft }) => tamper(knex, draft.id, { content_hash: WRONG_HASH }),
  },
  {
    what: 'the value of an open version changed, but not its hash',
    breaks: ['I8'],
    by: ({ knex }, { draft }) => tamper(knex, draft.id, { value: '{"nonce":"mine"}' }),
  },
  {
    what: 'a sealed version without a hash',
    breaks: ['I8'],
    by: ({ knex }, { outline }) => tamper(knex, outline.id, { content_hash: null }),
  },
  {
    what: 'a digest remembered that the bytes do not have',
    breaks: ['I8'],
    async by({ knex }, { fileId }) {
      await knex('artifact_file_digests').where({ file_id: fileId }).update({ sha256: WRONG_HASH });
    },
  },
  ...[
    { parent_hash: WRONG_HASH },
    { lineage_depth: 7 },
    { generation: 7 },
    { version_lineage: JSON.stringify([WRONG_HASH]) },
    { version_lineage: null },
    { lineage_jump_id: null },
    { change_origin: 'deployment' },
  ].map((columns) => ({
    what: `lineage with ${Object.keys(columns).join()} ${Object.values(columns)[0] ?? 'null'}`,
    breaks: ['I8'],
    by: ({ knex }: OwnInstance, { draft }: Story) => tamper(knex, draft.id, columns),
  })),
  {
    what: 'a parent in another line',
    breaks: ['I8'],
    by: ({ knex }, { draft, rejected }) =>
      tamper(knex, draft.id, { parent_id: rejected.id, parent_hash: rejected.content_hash }),
  },
  {
    what: 'a link to an input that nobody has named',
    breaks: ['I8'],
    by: ({ knex }, { draft, logo }) => link(knex, draft, logo),
  },
  {
    what: 'an input that is named and not linked',
    breaks: ['I8'],
    by: ({ knex }, { draft, logo }) => tamper(knex, draft.id, { inputs: namesAsInput(logo) }),
  },
  {
    what: 'an input of the own key',
    breaks: ['I8'],
    async by({ knex }, { draft, outline }) {
      await tamper(knex, draft.id, { inputs: namesAsInput(outline) });
      await link(knex, draft, outline);
    },
  },
];

function namesAsInput({ id, schema_key }: Version): string {
  return JSON.stringify([{ schema_key, version_id: id }]);
}

async function link(knex: Knex, version: Version, input: Version): Promise<void> {
  await knex('artifact_inputs').insert({ version_id: version.id, input_id: input.id });
}

async function pathOf({ knex, place }: OwnInstance, fileId: string): Promise<string> {
  const row: { filename_disk: string } | undefined = await knex('directus_files')
    .select('filename_disk')
    .where({ id: fileId })
    .first();
  return join(place.env['STORAGE_LOCAL_ROOT'] ?? '', row?.filename_disk ?? '');
}
