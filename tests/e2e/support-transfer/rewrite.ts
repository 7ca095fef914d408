import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { pack } from 'tar-stream';
import { collect, readMembers, rowsOf, tableOf } from '../../../archive-format/read-archive.js';
import { writeArchive } from '../../../archive-format/write-archive.js';

type Row = Record<string, unknown>;

/** What somebody who knows the format makes of an archive: other rows, or other bytes, with digests that fit. */
export async function rewrite(
  from: string,
  to: string,
  change: {
    kind?: string;
    rows?: (table: string, rows: Row[]) => Row[];
    bytes?: (name: string, bytes: Buffer) => Buffer;
  },
): Promise<string> {
  const { kind = 'project' } = change;
  await writeArchive({ path: to, kind }, async (writer) => {
    for await (const member of readMembers(from)) {
      const table = tableOf(member);
      if (table !== null) {
        const found = await rowsOf(member);
        await writer.addRows(table, change.rows?.(table, found) ?? found);
      } else {
        const found = await collect(member.bytes);
        await writer.addBytes(member.name, change.bytes?.(member.name, found) ?? found);
      }
    }
    return {};
  });
  return to;
}

/** The same with one row, the first that fits, changed. */
export function rewriteRow(
  from: string,
  to: string,
  at: { table: string; where: Row; set: Row },
): Promise<string> {
  return rewrite(from, to, {
    rows: (table, rows) => {
      if (table !== at.table) return rows;
      const index = rows.findIndex((row) =>
        Object.entries(at.where).every(([column, value]) => row[column] === value),
      );
      if (index < 0) throw new Error(`No such row in ${table}.`);
      return rows.map((row, place) => (place === index ? { ...row, ...at.set } : row));
    },
  });
}

/** A tar file with one member of this name. */
export async function tarWith(path: string, name: string): Promise<string> {
  const tar = pack();
  tar.entry({ name }, 'x');
  tar.finalize();
  await pipeline(tar, createWriteStream(path));
  return path;
}
