import { readFileSync, readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inRepository } from '../../scripts/lib/paths.js';
import { switchModule } from '../../cli/lib/module-bar.js';
import { parseReasons, withReason } from '../../src/app/decide/recent-reasons.js';
import { fileKind } from '../../src/app/files/file-kind.js';
import { assetUrl } from '../../src/app/files/asset-url.js';
import { pairFiles } from '../../src/app/files/pair-files.js';
import { shortcutFor, type Shortcut } from '../../src/app/keys/shortcuts.js';
import { webSocketUrl } from '../../src/app/live/web-socket-url.js';
import { readFailure } from '../../src/app/registry/failure.js';
import type { StoredFile } from '../../src/app/registry/rows.js';
import { howItMoved } from '../../src/app/decide/how-it-moved.js';

describe('Vue files', () => {
  /** ESLint does not read them, so that its rule of who may import whom is kept here. */
  test('import only what runs in the Studio, and the pure rules', () => {
    const files = readdirSync(inRepository('src'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.vue'))
      .map((name) => inRepository(`src/${name}`));
    expect(files.length).toBeGreaterThan(10);
    const wrong = files.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/from '(\.[^']+)'/g)]
        .map(([, path]) => relative(inRepository('src'), resolve(join(file, '..'), path!)))
        .filter((path) => !/^(app|domain|[a-z-]+-(module|interface|display|panel))\//.test(path)),
    );
    expect(wrong).toEqual([]);
  });
});

describe('A failure', () => {
  test('is read from what the client of the Studio throws', () => {
    const errors = [{ message: 'No', extensions: { code: 'ILLEGAL_TRANSITION', version_id: 'v' } }];
    expect(readFailure({ response: { status: 409, data: { errors } } })).toMatchObject({
      code: 'ILLEGAL_TRANSITION',
      status: 409,
      extensions: { version_id: 'v' },
    });
  });

  test.each([new Error('Network Error'), null, 'x'])(
    'without an answer is one of the network: %s',
    (thrown) => {
      expect(readFailure(thrown)).toMatchObject({ code: 'NETWORK', status: 0 });
    },
  );

  test('that a proxy has answered is unknown', () => {
    expect(readFailure({ response: { status: 502, data: '<html>' } })).toMatchObject({
      code: 'UNKNOWN',
      status: 502,
    });
  });
});

describe('A shortcut', () => {
  const shortcuts: Shortcut[] = [{ keys: ['a', '?'], text: 'keys.list', run: () => undefined }];
  const press = (key: string, modifier = {}) =>
    shortcutFor(shortcuts, { key, ctrlKey: false, metaKey: false, altKey: false, ...modifier });

  test('is any of its keys, without a modifier', () => {
    expect(press('a')).toBe(shortcuts[0]);
    expect(press('?')).toBe(shortcuts[0]);
    expect(press('A')).toBeUndefined();
    expect(press('a', { ctrlKey: true })).toBeUndefined();
    expect(press('a', { metaKey: true })).toBeUndefined();
  });
});

describe('Addresses', () => {
  const base = 'https://example.com/cms/admin/';
  test('stay below the root that Directus is served at', () => {
    expect(assetUrl('f', base, { key: 'k' })).toBe('https://example.com/cms/assets/f?key=k');
    const server = { info: { websocket: { rest: { path: '/websocket' } } } };
    expect(webSocketUrl(server, base)).toBe('wss://example.com/cms/websocket');
    expect(webSocketUrl(server, 'http://localhost:8055/admin/')).toBe('ws://localhost:8055/websocket');
  });

  test('of a WebSocket are missing where it is off', () => {
    for (const websocket of [undefined, false, { rest: false }])
      expect(webSocketUrl({ info: { websocket } }, base)).toBeNull();
  });
});

describe('A file', () => {
  test.each([
    ['image/png', 'a', 'image'],
    ['image/x-photoshop', 'a.psd', 'other'],
    ['application/pdf', 'a', 'pdf'],
    ['text/markdown; charset=utf-8', 'a', 'text'],
    ['application/ld+json', 'a', 'text'],
    [null, 'notes.MD', 'text'],
    ['application/octet-stream', 'notes.md', 'text'],
    ['application/zip', 'notes.md', 'other'],
  ])('of type %s named %s is looked at as %s', (type, filename_download, kind) => {
    expect(fileKind({ type, filename_download })).toBe(kind);
  });

  test('stands beside the one that it takes the place of, the main file first', () => {
    const file = (id: string): StoredFile => ({
      id,
      title: null,
      filename_download: `${id}.txt`,
      type: null,
      filesize: null,
      width: null,
      height: null,
    });
    const link = (id: string) => ({ directus_files_id: file(id) });
    const after = { primary_file_id: file('new'), files: [link('kept'), link('new')] };
    const before = { primary_file_id: file('old'), files: [link('kept'), link('gone')] };
    const side = (file_id: string, role: 'primary' | 'attachment') => ({
      file_id,
      role,
      name: file_id,
      sha256: file_id,
    });
    const pairs = pairFiles(after, before, [
      { path: '/gone', op: 'remove', before: side('gone', 'attachment') },
      { path: '/main', op: 'replace', before: side('old', 'primary'), after: side('new', 'primary') },
    ]);
    expect(pairs.map(({ before: was, after: is, change }) => [change, was?.id, is?.id])).toEqual([
      ['replace', 'old', 'new'],
      ['remove', 'gone', undefined],
      ['same', 'kept', 'kept'],
    ]);
  });
});

describe('Recent reasons', () => {
  test('are kept newest first, each once, and not without end', () => {
    expect(withReason(['b', 'a'], ' a ')).toEqual(['a', 'b']);
    expect(withReason(['a'], ' ')).toEqual(['a']);
    expect(withReason(['1', '2', '3', '4', '5', '6', '7', '8'], '0')).toHaveLength(8);
  });

  test.each([null, 'no json', '{"a":1}', '[1, {}]'])('are none when %s was stored', (stored) => {
    expect(parseReasons(stored)).toEqual([]);
  });
});

describe('A version on the screen', () => {
  test('has moved when it was decided on, or its content is another', () => {
    const seen = { status: 'pending', content_hash: 'a' } as const;
    expect(howItMoved(seen, { ...seen })).toBeNull();
    expect(howItMoved(seen, { status: 'approved', content_hash: 'b' })).toBe('decided');
    expect(howItMoved(seen, { status: 'pending', content_hash: null })).toBe('content');
  });
});

describe('The module bar', () => {
  const ours = (enabled: boolean) => ({ type: 'module', id: 'artifacts', enabled });
  const link = { type: 'link', id: 'x', name: 'Wiki', url: 'https://wiki.example.com' };

  test('that nobody has arranged becomes the usual one with ours behind the content', () => {
    const bar = switchModule(null, true) ?? [];
    expect(bar.slice(0, 3).map(({ id }) => id)).toEqual(['content', 'artifacts', 'visual']);
    expect(bar.find(({ id }) => id === 'settings')).toMatchObject({ enabled: true, locked: true });
  });

  test('keeps what an administrator has arranged', () => {
    const bar = [link, { type: 'module', id: 'content', enabled: false }];
    expect(switchModule(bar, true)).toEqual([...bar, ours(true)]);
    expect(switchModule([ours(false), link], true)).toEqual([ours(true), link]);
    expect(switchModule([ours(true), link], false)).toEqual([ours(false), link]);
  });

  test('is not written when it is so already', () => {
    expect(switchModule([ours(true)], true)).toBeNull();
    expect(switchModule([link], false)).toBeNull();
  });
});
