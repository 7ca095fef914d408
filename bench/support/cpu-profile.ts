import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** What we read of a file that `node --cpu-prof` writes: times in microseconds. */
interface CpuProfile {
  nodes: { id: number; callFrame: { functionName: string; url: string } }[];
  samples: number[];
  timeDeltas: number[];
  endTime: number;
  startTime: number;
}

/** Whose code it was, by the address of its file; the first that fits. */
const OWNERS: [string, RegExp][] = [
  ['this bundle', /\/(extensions|dist)\/.*(api|index)\.js$|directus-extension-artifacts/],
  ['Directus', /node_modules\/@directus\//],
  ['knex and pg', /node_modules\/(knex|pg|pg-[^/]+|tarn)\//],
  ['other packages', /node_modules\//],
  ['Node', /^node:/],
];

/**
 * Milliseconds that a process spent in whose code, between two moments before its end.
 *
 * @param folder of the one profile
 * @param window seconds before the end of the process: from, until
 */
export async function timeByOwner(
  folder: string,
  window: { from: number; until: number },
): Promise<Map<string, number>> {
  const [name] = (await readdir(folder)).filter((file) => file.endsWith('.cpuprofile'));
  if (name === undefined) throw new Error(`Node has left no profile in ${folder}`);
  const profile = JSON.parse(await readFile(join(folder, name), 'utf8')) as CpuProfile;
  const ownerOf = new Map(profile.nodes.map(({ id, callFrame }) => [id, owner(callFrame)]));
  const spent = new Map<string, number>();
  let at = profile.startTime;
  for (const [index, id] of profile.samples.entries()) {
    const delta = profile.timeDeltas[index] ?? 0;
    at += delta;
    const before = (profile.endTime - at) / 1_000_000;
    if (before > window.from || before < window.until) continue;
    const whose = ownerOf.get(id) ?? 'other packages';
    spent.set(whose, (spent.get(whose) ?? 0) + delta / 1000);
  }
  return spent;
}

function owner({ functionName, url }: { functionName: string; url: string }): string {
  // V8's own: (idle), (program), (garbage collector).
  if (url === '') return functionName.startsWith('(') ? functionName : 'Node';
  return OWNERS.find(([, pattern]) => pattern.test(url))?.[0] ?? 'other packages';
}
