import type { Readable } from 'node:stream';

/** What we use of a storage driver of Directus: one of its `STORAGE_LOCATIONS`. */
export interface Place {
  read: (name: string) => Promise<Readable>;
  write: (name: string, content: Readable, type?: string) => Promise<void>;
  delete: (name: string) => Promise<void>;
  move: (name: string, to: string) => Promise<void>;
  exists: (name: string) => Promise<boolean>;
  stat: (name: string) => Promise<{ size: number; modified: Date }>;
  list: (prefix?: string) => AsyncIterable<string>;
}

/** What is asked for: `all` means every file of the location, not only those of versions. */
export interface Order {
  from: string;
  to: string;
  all: boolean;
  /** At most so many files. */
  limit: number | null;
}

/** Two locations that bytes are moved between. */
export interface Route {
  fromName: string;
  toName: string;
  from: Place;
  to: Place;
}

/** A file as its row says it is. */
export interface FileRow {
  id: string;
  storage: string;
  /** Its name in the storage. */
  filename_disk: string;
  filesize: number | string | null;
  type: string | null;
  uploaded_on: Date | string | number | null;
  modified_on: Date | string | number | null;
  tus_id: string | null;
}

/** Old bytes that are still to be deleted: a row of the journal. */
export interface Leftover {
  file_id: string;
  from_storage: string;
  to_storage: string;
  name: string;
  sha256: string;
  /** Of the old bytes when they were copied, to notice that they were replaced since. */
  size: number | string;
  modified: string;
}

export interface Survey {
  files: number;
  bytes: number;
  /** Files of which a run that was stopped has left the old bytes. */
  leftovers: number;
  /** Ids of files whose bytes are not where their rows say. */
  missing: string[];
}

export interface Summary {
  moved: number;
  bytes: number;
  /** Old files deleted, this run's and those of stopped ones. */
  deleted: number;
  /** Images that Directus had made of them, deleted; it makes them again. */
  thumbnails: number;
  /** Files left as they were, or of which something was left; each was said in a line. */
  failed: number;
}
