import { defineConfig } from 'vitest/config';
import { COMPAT_FILES } from './tests/compat/files.js';

const STARTS = ['tests/integration/start*.test.ts'];

export default defineConfig({
  test: {
    // The teardown stops servers and PostgreSQL.
    teardownTimeout: 60_000,
    coverage: {
      provider: 'v8',
      // Coverage is reported also when a test fails, or the report would blame the wrong thing.
      reportOnFailure: true,
      include: ['src/domain/**/*.ts', 'src/commands/**/*.ts'],
      reporter: ['lcovonly', 'text-summary'],
    },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['tests/domain/**/*.test.ts'],
        },
      },
      {
        // Beside real git, and thousands of random cases: too long to run after every change.
        test: {
          name: 'oracle',
          include: ['tests/oracle/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'server',
          include: ['tests/integration/**/*.test.ts', 'tests/e2e/**/*.test.ts'],
          exclude: STARTS,
          globalSetup: ['tests/helpers/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          maxWorkers: 2,
        },
      },
      {
        // On another Directus or Node: npm run test:compat.
        test: {
          name: 'compat',
          include: COMPAT_FILES,
          globalSetup: ['tests/helpers/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          maxWorkers: 2,
        },
      },
      {
        // Kills servers and databases: npm run test:chaos.
        test: {
          name: 'chaos',
          include: ['tests/chaos/**/*.test.ts'],
          globalSetup: ['tests/chaos/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 240_000,
          // A server that is killed and started again keeps one core busy, its clients wait.
          maxWorkers: 2,
          disableConsoleIntercept: true,
        },
      },
      {
        test: {
          name: 'bench',
          include: ['bench/**/*.bench.ts'],
          globalSetup: ['tests/helpers/global-setup.ts'],
          testTimeout: 900_000,
          hookTimeout: 900_000,
          // Nothing else may run while something is timed.
          maxWorkers: 1,
          disableConsoleIntercept: true,
        },
      },
      {
        // A real Chromium against a real Directus. One file after the other: the browser wants a core for itself.
        test: {
          name: 'browser',
          include: ['tests/browser/*.test.ts'],
          globalSetup: ['tests/helpers/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          maxWorkers: 1,
        },
      },
      {
        // The desk in short: on PostgreSQL by npm run test:browser, on another Directus by npm run test:compat.
        test: {
          name: 'browser-elsewhere',
          include: ['tests/browser/elsewhere/*.test.ts'],
          globalSetup: ['tests/helpers/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          maxWorkers: 1,
        },
      },
      {
        // A real n8n against a real Directus: npm run test:n8n installs it. One file after the other: they share both.
        test: {
          name: 'n8n',
          include: ['tests/n8n/**/*.test.ts'],
          globalSetup: ['tests/n8n/support/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          maxWorkers: 1,
        },
      },
      {
        // By itself, after the others: it measures how long the commands take.
        test: {
          name: 'start',
          include: STARTS,
          testTimeout: 120_000,
          hookTimeout: 180_000,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
