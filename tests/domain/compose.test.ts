import { existsSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { describe, expect, test } from 'vitest';
import { readSettings } from '../../src/domain/settings.js';
import { inRepository } from '../../scripts/lib/paths.js';
import { compose, composeText, composeYaml, exampleEnvironment } from './support-compose/compose-file.js';
import { fill, variablesOf } from './support-compose/compose-file.js';
import type { Mount, Service } from './support-compose/compose-file.js';
import { ownVariables, VARIABLES_OF_IMAGES, wordsOfDirectus } from './support-compose/known-variables.js';

const services = Object.entries(compose.services);
const isDirectus = ({ image }: Service) => image.startsWith('directus/directus:');
const directus = services.filter(([, service]) => isDirectus(service));
const servers = services.filter(([, service]) => isDirectus(service) && service.command.includes('start'));
const example = exampleEnvironment();
const withoutComments = composeText.replaceAll(/^\s*#.*$/gm, '');
/** The one secret that need not be set: without it, it comes from `SECRET`. */
const DERIVED = 'ARTIFACTS_CALLBACK_SECRET';
const mounts = services.flatMap(([, { volumes }]) => volumes);

/** Draft-04 wrote `id`, which is all that Ajv has against this schema; ids that are properties are objects. */
function composeSchema(): object {
  const text = readFileSync(inRepository('tests/domain/support-compose/compose-spec.json'), 'utf8');
  const schema: unknown = JSON.parse(text, (key, value: unknown) =>
    key === 'id' && typeof value === 'string' ? undefined : value,
  );
  if (typeof schema !== 'object' || schema === null) throw new Error('The schema is no object.');
  return { ...schema, $schema: 'https://json-schema.org/draft/2019-09/schema' };
}

describe('docker-compose.yml by the schema of the Compose Specification', () => {
  const validate = new Ajv2019({ strict: false, validateFormats: false, allErrors: true }).compile(
    composeSchema(),
  );

  test('is valid', () => {
    validate(composeYaml);
    expect(validate.errors ?? []).toEqual([]);
  });

  test.each([
    ['a key that Compose does not know', { services: { a: { image: 'a:1', enviroment: {} } } }],
    ['a condition that there is not', { services: { a: { depends_on: { b: { condition: 'ready' } } } } }],
    ['a port that is a truth value', { services: { a: { ports: [true] } } }],
  ])('the schema refuses %s', (_, file) => {
    expect(validate(file)).toBe(false);
  });
});

describe('the services', () => {
  test('are Directus, PostgreSQL, Redis and n8n, and with the profile "scale" a second Directus and a proxy', () => {
    const named = (profile: string | undefined) =>
      services.filter(([, { profiles }]) => profiles[0] === profile).map(([name]) => name);
    expect(named(undefined).sort()).toEqual(['database', 'directus', 'migrate', 'n8n', 'redis']);
    expect(named('scale').sort()).toEqual(['directus-replica', 'proxy']);
  });

  test.each(services)('%s has an image of one exact version', (_, { image }) => {
    expect(image).toMatch(/^[a-z0-9/-]+:\d+\.\d+(\.\d+)?(-[a-z0-9.]+)?$/);
    if (!image.startsWith('postgres:')) expect(image).toMatch(/:\d+\.\d+\.\d+/);
  });

  test('run the Directus that the tests run, and a PostgreSQL that is not older than 16', () => {
    const { devDependencies } = JSON.parse(readFileSync(inRepository('package.json'), 'utf8'));
    expect(directus).toHaveLength(3);
    for (const [, { image }] of directus) expect(image).toBe(`directus/directus:${devDependencies.directus}`);
    expect(Number(/^postgres:(\d+)/.exec(compose.services['database']!.image)?.[1])).toBeGreaterThan(15);
  });

  test.each(services)('%s does not run as root', (_, { user }) => {
    expect(user).toMatch(/^([a-z][a-z0-9]*|[1-9]\d*)$/);
    expect(user).not.toBe('root');
  });

  test.each(services.filter(([name]) => name !== 'migrate'))(
    '%s has a health check',
    (_, { healthcheck }) => {
      expect(healthcheck?.test?.[0]).toMatch(/^CMD(-SHELL)?$/);
      expect(healthcheck?.test?.length).toBeGreaterThan(1);
    },
  );

  test.each(services)('%s is reached from this machine only', (_, { ports }) => {
    for (const port of ports) expect(fill(port, example)).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  });

  test('the database and Redis are reached by Directus only', () => {
    expect(compose.networks['data']).toEqual({ internal: true });
    const onData = services.filter(([, { networks }]) =>
      Array.isArray(networks) ? networks.includes('data') : 'data' in networks,
    );
    expect(onData.map(([name]) => name).sort()).toEqual(
      ['database', 'redis', ...directus.map(([name]) => name)].sort(),
    );
    for (const name of ['database', 'redis']) expect(compose.services[name]!.ports).toEqual([]);
  });

  test('no server starts before the migrations are through, which run once and by themselves', () => {
    expect(compose.services['migrate']).toMatchObject({ command: ['bootstrap'], restart: 'no' });
    expect(servers).toHaveLength(2);
    for (const [, { command, depends_on }] of servers) {
      expect(command).toEqual(['start']);
      expect(depends_on['migrate']).toEqual({ condition: 'service_completed_successfully' });
    }
  });

  test('both servers share database, Redis, cache and files', () => {
    const [[, first], [, second]] = [servers[0]!, servers[1]!];
    expect(second.environment).toEqual(first.environment);
    expect(second.volumes).toEqual(first.volumes);
    expect(first.environment).toMatchObject({
      CACHE_ENABLED: 'true',
      CACHE_STORE: 'redis',
      CACHE_AUTO_PURGE: 'true',
      SYNCHRONIZATION_STORE: 'redis',
      EXTENSIONS_MUST_LOAD: 'true',
    });
  });

  test('the proxy asks for a name and a port that both servers have', () => {
    const config = readFileSync(inRepository('deploy/nginx.conf'), 'utf8');
    const name = /set \$servers ([\w-]+);/.exec(config)?.[1];
    expect(config).toContain('proxy_pass http://$servers:8055;');
    for (const [, { networks }] of servers) expect(networks).toMatchObject({ web: { aliases: [name] } });
    const port = /listen (\d+);/.exec(config)?.[1];
    expect(compose.services['proxy']!.ports[0]).toMatch(new RegExp(`:${port}$`));
  });
});

describe('the variables', () => {
  test.each(directus)(
    'of %s are known to the installed Directus or to the extension',
    (_, { environment }) => {
      const words = wordsOfDirectus();
      expect(words).not.toContain('CACHE_AUTOPURGE'); // a name that looks right and is read by nobody
      const own = ownVariables();
      const unknown = Object.keys(environment).filter((name) => !words.has(name) && !own.includes(name));
      expect(unknown).toEqual([]);
    },
  );

  test.each(servers)('of %s include all settings of the extension', (_, { environment }) => {
    expect(ownVariables().length).toBeGreaterThan(5);
    expect(Object.keys(environment)).toEqual(expect.arrayContaining(ownVariables()));
  });

  test.each(services.filter(([, service]) => !isDirectus(service)))(
    'of %s are those that its image documents',
    (_, { image, environment }) => {
      const known = Object.entries(VARIABLES_OF_IMAGES).find(([start]) => image.startsWith(start))?.[1];
      expect(known).toEqual(expect.arrayContaining(Object.keys(environment)));
    },
  );

  test('that are asked for are those of .env.example, each of them', () => {
    const asked = new Set(variablesOf(withoutComments).map(({ name }) => name));
    // Compose itself reads this one.
    asked.add('COMPOSE_PROJECT_NAME');
    expect([...asked].sort()).toEqual(Object.keys(example).sort());
  });

  test('either have a default or are refused by name when they are missing; secrets have none anywhere', () => {
    const required = new Set<string>();
    for (const { name, operator, operand } of variablesOf(withoutComments)) {
      expect(operator, name).not.toBeNull();
      if (operator === ':-') continue;
      required.add(name);
      expect(operand).toBe(`${name} is not set, see .env.example`);
    }
    const empty = Object.keys(example).filter((name) => example[name] === '');
    const filledIn = empty.filter((name) => name !== DERIVED);
    expect([...required].sort()).toEqual([...filledIn, 'PUBLIC_URL'].sort());
    const secrets = Object.keys(example).filter((name) => /SECRET|PASSWORD|KEY/.test(name));
    expect(empty).toEqual(expect.arrayContaining(secrets));
  });

  test('are the defaults in .env.example, but that callbacks may go to n8n', () => {
    const environment = compose.services['directus']!.environment;
    const filled = Object.fromEntries(
      Object.entries(environment).map(([name, value]) => [name, fill(value, example)]),
    );
    const webhooks = fill(compose.services['n8n']!.environment['WEBHOOK_URL'] ?? '', example);
    const defaults = readSettings({ SECRET: filled['SECRET'] });
    expect(readSettings(filled)).toEqual({ ...defaults, callbackAllow: [new URL(webhooks).origin] });
  });
});

describe('the mounts', () => {
  const named = (mount: Mount) => mount.type === 'volume';

  test('are named volumes that are declared, and all of these are used', () => {
    const used = new Set(mounts.filter(named).map(({ source }) => source));
    expect([...used].sort()).toEqual(Object.keys(compose.volumes).sort());
  });

  test('or parts of the repository, read-only', () => {
    const bound = mounts.filter((mount) => !named(mount));
    expect(new Set(bound.map(({ source }) => source))).toEqual(
      new Set(['./package.json', './dist', './migrations', './deploy/nginx.conf']),
    );
    for (const { source, read_only } of bound) {
      expect(read_only).toBe(true);
      // The bundle is built, and in no clone from the start.
      if (source !== './dist') expect(existsSync(inRepository(source)), source).toBe(true);
    }
  });

  test('are where the settings and the bundle say', () => {
    const manifest = JSON.parse(readFileSync(inRepository('package.json'), 'utf8'));
    const { environment, volumes } = compose.services['directus']!;
    const source = (target: string) =>
      volumes.find((mount) => target === mount.target || target.startsWith(`${mount.target}/`))?.source;
    const bundle = posix.join(environment['EXTENSIONS_PATH']!, manifest.name);
    expect(source(posix.join(bundle, 'package.json'))).toBe('./package.json');
    for (const path of Object.values<string>(manifest['directus:extension'].path))
      expect(source(posix.join(bundle, path))).toBe('./dist');
    expect(source(environment['MIGRATIONS_PATH']!)).toBe('./migrations');
    expect(source(environment['STORAGE_LOCAL_ROOT']!)).toBe('uploads');
    // Files that the published package lacks could not be mounted.
    const published = ['docker-compose.yml', '.env.example', 'deploy', 'dist', 'migrations'];
    expect(manifest.files).toEqual(expect.arrayContaining(published));
  });
});
