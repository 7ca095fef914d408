import { describe, expect, test } from 'vitest';
import { sharedInstance, vendors } from '../helpers/instance.js';
import { approving, newProject } from './support-http/new-project.js';
import { compile, flawsOf, operationsOf, readDescription } from './support-openapi/description.js';

describe.each(vendors.slice(0, 1))('the OpenAPI description on %s', (vendor) => {
  test('what it describes is not just anything: wrong answers and wrong requests do not fit', async () => {
    const description = await readDescription(sharedInstance(vendor));
    const { record } = await newProject(sharedInstance(vendor));
    const version = await record('a');
    const fits = (data: unknown): string[] =>
      flawsOf(description, 'post /artifacts/versions', {
        status: 201,
        headers: new Headers(),
        body: { data },
      });
    expect(fits(version)).toEqual([]);
    for (const wrong of [
      {},
      [{}],
      null,
      { ...version, status: 'done' },
      { ...version, content_hash: 'short' },
      { ...version, version_number: '1' },
      { ...version, date_created: 'yesterday' },
      [version, { ...version, id: 7 }],
    ]) {
      expect(fits(wrong), JSON.stringify(wrong).slice(0, 60)).not.toEqual([]);
    }
    const [, operation] = operationsOf(description).find(([name]) => name === 'post /artifacts/decisions')!;
    const takes = compile(description, operation.requestBody!.content['application/json']!.schema);
    expect(takes(approving(version))).toEqual([]);
    expect(takes([approving(version, { if_match: 0, feedback: { a: [null] } })])).toEqual([]);
    for (const wrong of [
      {},
      [],
      approving(version, { actor_type: 'human' }),
      approving(version, { if_match: -1 }),
      { version_id: version.id },
    ]) {
      expect(takes(wrong), JSON.stringify(wrong)).not.toEqual([]);
    }
  });
});
