import { defineConfig } from 'vitest/config';

/** Unit tests stand beside their subject in src; the other kinds live under test/. */
export default defineConfig({
  test: {
    include: ['src/**/*.spec.ts', 'test/**/*.spec.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
