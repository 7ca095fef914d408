import { createHash } from 'node:crypto';
import serialize from 'canonicalize';
import type { Json } from '../../../src/domain/words.js';

/** A file of a version as the test uploaded it. */
export interface HashedFile {
  bytes: string | Uint8Array;
  primary: boolean;
}

/**
 * The content hash as the contract defines it, computed here from bytes and value and by nothing of the system:
 * what an outside checker would do.
 */
export function expectedHash(value: Json, files: HashedFile[] = []): string {
  const doc = { files: files.map(({ bytes, primary }) => ({ primary, sha256: sha256(bytes) })), value };
  return sha256(`artifact-content:v1\n${serialize(doc) ?? ''}`);
}

function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
