import { inject } from 'vitest';
import type { NodeCredentials } from './credentials.js';

/** What the global setup of the `n8n` project prepares once; plain data. */
export interface N8nBed {
  folder: string;
  /** The n8n that all test files share, and the credentials of our node in it. */
  shared: { url: string; folder: string; credentials: NodeCredentials };
  /** A folder of n8n with all HTTP templates published in it. Nobody runs on it: it can be copied. */
  template: string;
  /** The token in the credential "LLM API". */
  llmToken: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    n8nBed: N8nBed;
  }
}

/** The test bed, inside a test file of the `n8n` project. */
export function n8nBed(): N8nBed {
  return inject('n8nBed');
}
