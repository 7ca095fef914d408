import { reactive } from 'vue';
import type { Client } from '../../app/registry/client.js';
import { readFiles, type ShownFile } from './read-project.js';

export interface Files {
  /** What is known of a file; null while it is not, or for somebody who may not read it. */
  fileOf: (id: string | null) => ShownFile | null;
  /** Asks for those that are not known yet. */
  learn: (ids: readonly (string | null)[]) => Promise<void>;
}

/** The files that a page shows thumbnails of. The page need not wait for them. */
export function useFiles(client: Client): Files {
  const known = reactive(new Map<string, ShownFile | null>());
  return {
    fileOf: (id) => (id === null ? null : (known.get(id) ?? null)),
    learn: async (ids) => {
      const missing = [...new Set(ids)].filter((id) => id !== null).filter((id) => !known.has(id));
      for (const id of missing) known.set(id, null);
      for (const [id, file] of await readFiles(client, missing)) known.set(id, file);
    },
  };
}
