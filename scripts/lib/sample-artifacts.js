import { drawPng, drawSvg } from './draw.js';
import { LOGO, PALETTE, REFINED_LOGO, TONE_OF_VOICE, drawBusinessCard } from './sample-files.js';

/** @typedef {import('../../src/domain/words.js').Json} Json */

/** @typedef {import('./upload.js').NamedFile} NamedFile */

/**
 * @typedef {object} SampleArtifact
 * @property {string} task  title of the task it comes from
 * @property {string} schema_key
 * @property {string} summary  tells it apart from the other versions of its line
 * @property {Json} value
 * @property {() => NamedFile[] | Promise<NamedFile[]>} files  made when wanted; the first is the primary one
 * @property {boolean} [approved]  approved and promoted, else left for review
 */

const LOGO_VALUE = { metadata: { dimensions: '512x512', format: 'PNG' } };

const COLOR = { type: 'string', pattern: '^#[0-9A-F]{6}$' };

/**
 * What the sample project asks for. Nobody has made the letterhead yet.
 * @type {Record<string, Json>}
 */
export const SAMPLE_SCHEMA = {
  'brand.logo': {
    artifact: {
      description: 'The mark, as PNG and SVG',
      files: {
        min: 1,
        mime: ['image/png', 'image/svg+xml'],
        image: { min_width: 512, aspect_ratio: '1:1' },
      },
    },
  },
  'brand.colors': {
    type: 'object',
    required: ['primary', 'secondary', 'accent'],
    properties: { primary: COLOR, secondary: COLOR, accent: COLOR },
  },
  'brand.voice': {
    artifact: { description: 'How Northwind sounds', files: { min: 1, mime: ['text/*'] } },
  },
  'deliverables.business_card': {
    artifact: { description: 'For print', files: { min: 1, mime: ['application/pdf'] } },
  },
  'deliverables.letterhead': {
    artifact: { description: 'For print, with a second page', files: { min: 1, mime: ['application/pdf'] } },
  },
};

/**
 * What the sample project holds, in the order in which it was made.
 * @type {SampleArtifact[]}
 */
export const SAMPLE_ARTIFACTS = [
  {
    task: 'Design the logo',
    schema_key: 'brand.logo',
    summary: 'First logo: a compass star.',
    value: LOGO_VALUE,
    files: () => [
      { bytes: drawPng(LOGO, 512), name: 'northwind-logo.png', type: 'image/png' },
      { bytes: drawSvg(LOGO, 'Northwind'), name: 'northwind-logo.svg', type: 'image/svg+xml' },
    ],
    approved: true,
  },
  {
    task: 'Refine the logo',
    schema_key: 'brand.logo',
    summary: 'With a ring, and north in the accent colour.',
    value: LOGO_VALUE,
    files: () => [
      { bytes: drawPng(REFINED_LOGO, 512), name: 'refined-logo.png', type: 'image/png' },
      { bytes: drawSvg(REFINED_LOGO, 'Northwind'), name: 'refined-logo.svg', type: 'image/svg+xml' },
    ],
  },
  {
    task: 'Lay out the business card',
    schema_key: 'deliverables.business_card',
    summary: 'Business card, front, 85 × 55 mm.',
    value: { format: 'PDF', size_mm: [85, 55] },
    files: async () => {
      const bytes = await drawBusinessCard({
        company: 'Northwind',
        name: 'Ada North',
        role: 'Head of Routes',
        contact: ['ada@northwind.example', '+1 555 0100', 'northwind.example'],
      });
      return [{ bytes, name: 'business-card.pdf', type: 'application/pdf' }];
    },
  },
  {
    task: 'Write the tone of voice',
    schema_key: 'brand.voice',
    summary: 'How Northwind sounds, with examples.',
    value: { language: 'en', words: ['plain', 'warm', 'precise'] },
    files: () => [{ bytes: Buffer.from(TONE_OF_VOICE), name: 'tone-of-voice.md', type: 'text/markdown' }],
  },
  {
    task: 'Choose the colour palette',
    schema_key: 'brand.colors',
    summary: 'Three colours and two neutrals.',
    value: PALETTE,
    files: () => [],
  },
];
