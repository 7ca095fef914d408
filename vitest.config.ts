import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // The teardown stops servers and PostgreSQL.
    teardownTimeout: 60_000,
    coverage: {
      provider: 'v8',
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
        test: {
          name: 'server',
          include: ['tests/integration/**/*.test.ts', 'tests/e2e/**/*.test.ts'],
          globalSetup: ['tests/helpers/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
