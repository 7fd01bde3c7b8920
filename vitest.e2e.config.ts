import { defineConfig } from 'vitest/config';

/** Tests in a real Electron window. Each file starts its own app; more than two at once slow each other down. */
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.test.ts'],
    globalSetup: 'test/e2e/global-setup.ts',
    testTimeout: 60_000,
    // On a shared machine that builds, a window or a peer may be late once; what fails twice has failed.
    retry: process.env.CI ? 1 : 0,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 10_000, interval: 25 } },
    maxWorkers: 2,
  },
});
