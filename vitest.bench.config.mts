import { defineConfig } from 'vitest/config';

/** `npm run bench`: one bench after the other in one process, with nothing beside it. */
export default defineConfig({
  test: {
    include: ['test/bench/main.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 15 * 60_000,
    reporters: [['default', { summary: false }]],
  },
});
