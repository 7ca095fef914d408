import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Id of the server that runs in a folder (Linux). @throws Error when none does */
export function pidOf(folder: string): number {
  for (const name of readdirSync('/proc')) {
    if (/^\d+$/.test(name) && workingFolder(name) === folder) return Number(name);
  }
  throw new Error(`No process runs in ${folder}`);
}

/** Memory that a process has in use, in MB. */
export function memoryOf(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}

/** Null for processes of others, and for those that have just ended. */
function workingFolder(pid: string): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return null;
  }
}
