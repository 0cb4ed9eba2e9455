import { defineConfig } from 'vitest/config';

/** Unit tests stand beside their subject in src; the other kinds live under test/, by kind. */
export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Two cores: more workers than that only wait for one another, and Chromium and PostgreSQL want theirs.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['src/**/*.spec.ts', 'test/{reference,fuzz}/**/*.spec.ts'] },
      },
      {
        extends: true,
        // PostgreSQL is started for these alone, so that a unit test is run in a second.
        test: {
          name: 'system',
          include: ['test/{integration,browser,faults}/**/*.spec.ts'],
          setupFiles: ['test/support/be-system.ts'],
          globalSetup: ['test/support/global-setup.ts'],
        },
      },
    ],
  },
});
