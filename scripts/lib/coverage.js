import { readFile, readdir } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import v8ToIstanbul from 'v8-to-istanbul';
import { inRepository } from './paths.js';

/** @typedef {Map<string, Map<number, number>>} Hits  how often each line ran, by file and line number */

/** What must be covered, and how much of it, in per cent of the lines. */
const REQUIRED = { 'src/domain': 90, 'src/commands': 90 };

/**
 * Tells how much of the rules and the commands the tests have run: by themselves, and inside the Directus
 * processes that they talked to. A line counts when either did.
 * @param {string} folder  where the suites left their reports
 * @returns {Promise<boolean>} whether it is enough
 */
export async function reportCoverage(folder) {
  // What is a line of code at all is best known by the reports that parse the sources.
  const lines = await readLcov(join(folder, 'unit'));
  addHits(lines, await readLcov(join(folder, 'server')));
  for (const name of await readdir(join(folder, 'raw')).catch(() => []))
    addHits(lines, await readV8(join(folder, 'raw', name)));
  let enough = true;
  for (const [name, required] of Object.entries(REQUIRED)) {
    const files = [...lines].filter(([file]) => file.startsWith(`${name}/`));
    const counts = files.flatMap(([, hits]) => [...hits.values()]);
    const percent = (100 * counts.filter((count) => count > 0).length) / Math.max(counts.length, 1);
    console.log(
      `Coverage of ${name}: ${percent.toFixed(1)} % of ${counts.length} lines (${required} % wanted)`,
    );
    for (const [file, hits] of files) {
      const missed = [...hits].filter(([, count]) => count === 0).map(([line]) => line);
      if (missed.length > 0) console.log(`  not run: ${file} ${missed.join(' ')}`);
    }
    if (percent < required) enough = false;
  }
  return enough;
}

/**
 * @param {string} folder
 * @returns {Promise<Hits>}
 */
async function readLcov(folder) {
  const text = await readFile(join(folder, 'lcov.info'), 'utf8').catch(() => '');
  /** @type {Hits} */
  const files = new Map();
  /** @type {Map<number, number>} */
  let current = new Map();
  for (const line of text.split('\n')) {
    const [, kind, rest = ''] = /^(SF|DA):(.*)$/.exec(line) ?? [];
    if (kind === 'SF') {
      current = new Map();
      files.set(relative(inRepository(), resolve(inRepository(), rest)), current);
    } else if (kind === 'DA') {
      const [number = 0, count = 0] = rest.split(',').map(Number);
      current.set(number, count);
    }
  }
  return files;
}

/**
 * What one Directus process ran of the bundle, traced back to the sources.
 * @param {string} file  as tests/helpers/collect-coverage.js writes it
 * @returns {Promise<Hits>}
 */
async function readV8(file) {
  /** @type {{ result: { functions: import('node:inspector').Profiler.FunctionCoverage[] }[] }} */
  const { result } = JSON.parse(await readFile(file, 'utf8'));
  const bundle = inRepository('.cache/test-bundle/dist/api.js');
  const wanted = Object.keys(REQUIRED).map((name) => inRepository(`${name}/`));
  // The converter names a source as the source map does: relative to the bundle.
  const isForeign = (/** @type {string} */ source) =>
    !wanted.some((path) => resolve(dirname(bundle), source).startsWith(path));
  /** @type {Hits} */
  const hits = new Map();
  for (const { functions } of result) {
    const converter = v8ToIstanbul(bundle, 0, undefined, isForeign);
    await converter.load();
    converter.applyCoverage(functions);
    for (const [path, { s, statementMap }] of Object.entries(converter.toIstanbul())) {
      const lines = Object.entries(statementMap).map(([id, { start }]) => {
        return /** @type {const} */ ([start.line, s[id] ?? 0]);
      });
      hits.set(relative(inRepository(), path), new Map(lines));
    }
  }
  return hits;
}

/**
 * @param {Hits} into
 * @param {Hits} from
 */
function addHits(into, from) {
  for (const [file, hits] of into)
    for (const [line, count] of hits) hits.set(line, count + (from.get(file)?.get(line) ?? 0));
}
