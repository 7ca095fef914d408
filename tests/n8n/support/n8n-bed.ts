import { inject } from 'vitest';

/** What the global setup of the `n8n` project prepares once; plain data. */
export interface N8nBed {
  /** A folder of n8n with credentials and all templates published in it. Nobody runs on it: it can be copied. */
  template: string;
  folder: string;
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
