import { beforeAll, describe, expect, test } from 'vitest';
import { routes } from '../../src/artifacts-endpoint/routes/index.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import { operationsOf, readDescription, references, resolve } from './support-openapi/description.js';
import type { Description, Operation } from './support-openapi/description.js';

/** What the contract promises under /artifacts, as far as it is built. */
const PROMISED = [
  'post /artifacts/versions',
  'post /artifacts/decisions',
  'post /artifacts/promotions',
  'get /artifacts/projects/{id}/context',
  'get /artifacts/projects/{id}/context/diff',
  'post /artifacts/projects/{id}/context/verify',
  'post /artifacts/projects/{id}/drift',
  'get /artifacts/projects/{id}/history',
  'get /artifacts/projects/{id}/audit/verify',
  'get /artifacts/projects/{id}/feedback',
  'get /artifacts/people',
  'get /artifacts/versions/{id}/lineage',
  'get /artifacts/lineage',
  'get /artifacts/common-ancestor',
  'get /artifacts/versions/{id}/diff',
  'post /artifacts/merges',
  'post /artifacts/versions/{id}/restore',
  'get /artifacts/health',
  'get /artifacts/openapi.json',
];

describe.each(vendors)('the OpenAPI description on %s', (vendor) => {
  let description: Description;
  let operations: [string, Operation][];

  beforeAll(async () => {
    description = await readDescription(sharedInstance(vendor));
    operations = operationsOf(description);
  });

  test('is OpenAPI 3.1 with a title, a version, and a way to authenticate that exists', () => {
    expect(description.openapi).toMatch(/^3\.1\.\d+$/);
    expect(description.info).toMatchObject({
      title: 'Artifacts',
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/) as string,
    });
    for (const scheme of description.security.flatMap((one) => Object.keys(one))) {
      expect(description.components.securitySchemes).toHaveProperty(scheme);
    }
    expect(description.security).not.toEqual([]);
  });

  test('has every route of the endpoint, and no other', () => {
    const built = routes.map(({ method, path }) => `${method} /artifacts${path.replace(/:(\w+)/g, '{$1}')}`);
    const described = operations.map(([name]) => name);
    expect(described.sort()).toEqual([...built, 'get /artifacts/openapi.json'].sort());
    for (const route of PROMISED) expect(described).toContain(route);
  });

  test('every reference leads somewhere, and every component is used', () => {
    const used = new Set(references(description));
    expect(used.size).toBeGreaterThan(5);
    for (const reference of used) expect(resolve(description, reference), reference).toBeTypeOf('object');
    const unused = Object.keys(description.components.schemas).filter(
      (name) => !used.has(`#/components/schemas/${name}`),
    );
    expect(unused).toEqual([]);
  });

  test('every operation has a name of its own, its path parameters, a body where it takes one, and answers', () => {
    const names = operations.map(([, { operationId }]) => operationId);
    expect(new Set(names).size).toBe(names.length);
    for (const [name, operation] of operations) {
      expect(operation.summary, name).not.toBe('');
      const inPath = [...name.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
      const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
      expect(
        declared.map((parameter) => parameter.name),
        name,
      ).toEqual(inPath);
      for (const parameter of declared) expect(parameter.required, name).toBe(true);
      const isPost = name.startsWith('post ');
      expect(operation.requestBody !== undefined, name).toBe(isPost || name.startsWith('patch '));
      const header = operation.parameters?.find((parameter) => parameter.name === 'Idempotency-Key');
      expect(header?.in, name).toBe(isPost ? 'header' : undefined);
      const statuses = Object.keys(operation.responses);
      expect(statuses, name).toContain('4XX');
      expect(
        statuses.filter((status) => /^20\d$/.test(status)),
        name,
      ).not.toEqual([]);
      for (const response of Object.values(operation.responses))
        expect(response.description, name).not.toBe('');
    }
  });
});
