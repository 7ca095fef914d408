import { gzipSync } from 'node:zlib';
import type { Draw } from './draw.js';
import { writeJson } from './hostile.js';

const IDEMPOTENCY_KEYS = [
  'a',
  'b',
  'c',
  ' ',
  '',
  'x'.repeat(255),
  'x'.repeat(256),
  'ä',
  "';--",
  '{"a":1}',
  '%00',
];
const MATCHES = [
  '"0"',
  '"1"',
  'W/"2"',
  '*',
  '1',
  '""',
  '"-1"',
  '"1", "2"',
  '"9007199254740993"',
  '"1e1"',
  'W/',
  'x',
];
const TYPES = [
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'multipart/form-data; boundary=x',
  'application/json; charset=utf-16',
  'application/json; charset=klingon',
  'application/vnd.api+json',
  'application/json, text/plain',
  'json',
];

/** Headers that a client may add to any request, right or wrong. */
export function drawHeaders(draw: Draw, method: string): Record<string, string> {
  const headers: Record<string, string> = {};
  if (method === 'POST' && draw.once(3)) headers['idempotency-key'] = draw.one(IDEMPOTENCY_KEYS);
  if (draw.once(8)) headers['if-match'] = draw.one(MATCHES);
  if (draw.once(8)) headers['if-none-match'] = draw.one(MATCHES);
  if (draw.once(20)) headers['x-http-method-override'] = 'DELETE';
  if (draw.once(20)) headers['x-forwarded-for'] = "127.0.0.1, '; --";
  if (draw.once(20)) headers['accept-language'] = 'x'.repeat(500);
  return headers;
}

/** The body as it is sent: mostly JSON, sometimes broken on the way. Adds the headers that belong to it. */
export function encodeBody(draw: Draw, body: unknown, headers: Record<string, string>): string | Uint8Array {
  const text = writeJson(body);
  headers['content-type'] = 'application/json';
  switch (draw.int(24)) {
    case 0:
      headers['content-type'] = draw.one(TYPES);
      return text;
    case 1:
      return text.slice(0, draw.int(text.length + 1));
    case 2: {
      const bytes = new TextEncoder().encode(text);
      bytes[draw.int(bytes.length + 1)] = draw.one([0x00, 0x80, 0xc0, 0xff]);
      return bytes;
    }
    case 3:
      headers['content-encoding'] = draw.one(['gzip', 'deflate', 'br', 'zip']);
      return draw.once(2) ? text : new Uint8Array(gzipSync(text));
    case 4:
      // The last of two equal keys counts in JavaScript, elsewhere the first.
      return text.replace('{', '{"project_id":null,"version_id":null,');
    default:
      return text;
  }
}
