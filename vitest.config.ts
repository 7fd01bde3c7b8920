import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/{unit,compliance,integration}/**/*.test.{ts,tsx}'],
    // Many wait for a program or a clock more than they compute.
    maxWorkers: 2,
    testTimeout: 20_000,
    // On a shared machine that builds, a window or a peer may be late once; what fails twice has failed.
    retry: process.env.CI ? 1 : 0,
    hookTimeout: 20_000,
  },
});
