import { mkdirSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { join } from 'node:path';

/**
 * Preloaded into a Directus under test: writes V8 coverage of our bundle, and of nothing else, when the process
 * ends. NODE_V8_COVERAGE would write some 20 MB about Directus itself for every server of every test.
 */
const OURS = 'directus-extension-artifacts/dist/api.js';
const folder = process.env['ARTIFACTS_COVERAGE'];
if (folder) {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  process.on('exit', () => {
    session.post('Profiler.takePreciseCoverage', (error, coverage) => {
      if (error) return;
      // The copy that ran is gone when the report is made; the bundle it was copied from is not.
      const url = new URL('../../.cache/test-bundle/dist/api.js', import.meta.url).href;
      const ours = coverage.result.filter((script) => script.url.includes(OURS));
      const result = ours.map((script) => ({ ...script, url }));
      mkdirSync(folder, { recursive: true });
      const name = `coverage-${process.pid}-${Date.now()}.json`;
      writeFileSync(join(folder, name), JSON.stringify({ result }));
    });
  });
  // Directus ends a clean shutdown by sending itself the signal again, which would skip the exit handlers.
  let signals = 0;
  process.on('SIGTERM', () => {
    signals += 1;
    if (signals > 1) process.exit(0);
  });
}
