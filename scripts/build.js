import { buildBundle } from './lib/bundle.js';

const HELP = `npm run build [-- --test]

Builds the bundle into dist/ (minified, as published).
  --test   build .cache/test-bundle/ instead: readable, with source maps, for tests and coverage`;

const args = process.argv.slice(2);
if (args.includes('--help')) {
  console.log(HELP);
} else {
  try {
    await buildBundle(args.includes('--test') ? 'test' : 'release');
    console.log('Bundle built.');
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
