import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inRepository } from '../../scripts/lib/paths.js';
import { isArtifactsError } from '../../src/sdk/index.js';

/** What the client of Directus throws, as far as anybody looks at it. */
const thrown = (...codes: string[]) =>
  Object.assign(new Error('No'), {
    errors: codes.map((code) => ({ message: 'No', extensions: { code } })),
    response: new Response(null, { status: 409 }),
  });

/** Every code of ours, read from the sources of the errors. */
const CODES = readdirSync(inRepository('src/errors')).flatMap((file) =>
  [...readFileSync(inRepository(`src/errors/${file}`), 'utf8').matchAll(/^ {2}'([A-Z_]+)',$/gm)].map(
    ([, code]) => code!,
  ),
);

describe('isArtifactsError', () => {
  it('knows every code of the registry', () => {
    expect(CODES.length).toBeGreaterThan(15);
    for (const code of CODES) expect(isArtifactsError(thrown(code)), code).toBe(true);
  });

  it('tells one code from another, and takes any of several', () => {
    const error = thrown('ILLEGAL_TRANSITION', 'FORBIDDEN');
    expect(isArtifactsError(error, 'ILLEGAL_TRANSITION')).toBe(true);
    expect(isArtifactsError(error, 'CONTENT_CHANGED', 'ILLEGAL_TRANSITION')).toBe(true);
    expect(isArtifactsError(error, 'FORBIDDEN')).toBe(false);
  });

  it.each([
    null,
    'ILLEGAL_TRANSITION',
    new Error('No'),
    thrown(),
    thrown('RECORD_NOT_UNIQUE'),
    { errors: 'ILLEGAL_TRANSITION' },
    { errors: [null] },
    { errors: [{ extensions: null }] },
    { errors: [{ extensions: { code: 1 } }] },
  ])('is not taken in by %o', (error) => {
    expect(isArtifactsError(error)).toBe(false);
  });
});
