import { defineConfig } from 'vitest/config';

/** Unit tests stand beside their subject in src; the other kinds live under test/, by kind. */
export default defineConfig({
  test: {
    include: ['src/**/*.spec.ts', 'test/**/*.spec.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Two cores: more workers than that only wait for one another, and Chromium and PostgreSQL want theirs.
    maxWorkers: 2,
  },
});
