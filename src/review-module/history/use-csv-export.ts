import { type Ref, shallowRef } from 'vue';
import type { People } from '../../app/people/use-people.js';
import { Refused, type Client } from '../../app/registry/client.js';
import type { Failure } from '../../app/registry/failure.js';
import { download } from '../download.js';
import { exportName } from '../project/export-context.js';
import type { ProjectHead } from '../project/read-project.js';
import { logAsCsv } from './export-log.js';
import { readWholeLog } from './read-history.js';

/** Without it, Excel reads UTF-8 as the letters of the machine's own language. */
const BYTE_ORDER_MARK = '\u{feff}';

export interface CsvExport {
  busy: Ref<boolean>;
  /** Entries that were read so far. */
  read: Ref<number>;
  failure: Ref<Failure | null>;
  /** Downloads the whole log of a project, whatever the page is narrowed to. */
  run: (project: ProjectHead) => Promise<void>;
}

/** The download of a whole audit log as CSV. */
export function useCsvExport(client: Client, people: People): CsvExport {
  const busy = shallowRef(false);
  const read = shallowRef(0);
  const failure: Ref<Failure | null> = shallowRef(null);
  return {
    busy,
    read,
    failure,
    run: async (project) => {
      if (busy.value) return;
      busy.value = true;
      read.value = 0;
      failure.value = null;
      try {
        const log = await readWholeLog(client, project.id, (entries) => (read.value = entries));
        await people.learn(log.map(({ actor_id }) => actor_id));
        const name = exportName(project, project.version, false).replace(/@\d+\.json$/, '-history.csv');
        download(name, BYTE_ORDER_MARK + logAsCsv(log, people.nameOf), 'text/csv');
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        failure.value = error.failure;
      } finally {
        busy.value = false;
      }
    },
  };
}
