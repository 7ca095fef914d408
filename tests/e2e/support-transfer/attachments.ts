import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Papa from 'papaparse';
import type { OwnInstance } from '../../helpers/instance.js';
import type { Json } from '../../../src/domain/words.js';

export type Attachment = Record<string, Json>;

/** Writes an export into a folder of its own, with files beside it; returns the path of the export. */
export async function writeExport(
  instance: OwnInstance,
  name: 'file_attachments.csv' | 'file_attachments.json',
  rows: Attachment[],
  files: Record<string, string> = {},
): Promise<string> {
  const folder = join(instance.place.folder, `export-${randomUUID().slice(0, 8)}`);
  await mkdir(join(folder, 'files'), { recursive: true });
  for (const [path, bytes] of Object.entries(files)) await writeFile(join(folder, path), bytes);
  const flat = rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([column, value]) => [
        column,
        typeof value === 'object' && value !== null ? JSON.stringify(value) : value,
      ]),
    ),
  );
  const text = name.endsWith('.csv')
    ? `\uFEFF${Papa.unparse(flat, { newline: '\r\n' })}\r\n`
    : JSON.stringify(rows);
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

/** When the nth row of an export was made. */
export function dayAfter(index: number): string {
  return new Date(Date.UTC(2025, 0, 1) + index * 86_400_000).toISOString();
}
