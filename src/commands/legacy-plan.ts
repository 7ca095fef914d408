import type { Finding, LegacyVersion } from '../domain/legacy/words.js';
import type { Key, Sha256 } from '../domain/words.js';

/** A file that lies beside the export. */
export interface FileBeside {
  name: string;
  sha256: Sha256;
  open: () => AsyncIterable<Buffer>;
}

/** A row that becomes a version, with everything it refers to. */
export interface PlannedVersion extends LegacyVersion {
  fileId: string | null;
  task: Key | null;
}

/** What is to be done in one project, or why nothing can be. */
export interface ProjectPlan {
  projectId: string;
  /** Its key in the type of its column; null if there is no such project. */
  key: Key | null;
  /** In the order in which they are recorded. */
  fresh: PlannedVersion[];
  /** Rows that were imported before. */
  known: number;
  findings: Finding[];
  /** Files that come from beside the export, by the id they get. */
  uploads: Map<string, FileBeside>;
}
