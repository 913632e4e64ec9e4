import { defineConfig } from 'vitest/config';
import { kernelPlugin } from './scripts/kernel-plugin.mjs';

/** `npm run bench`: one bench after the other in one process, with nothing beside it. */
export default defineConfig({
  plugins: [kernelPlugin()],
  test: {
    include: ['test/bench/main.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 15 * 60_000,
    reporters: [['default', { summary: false }]],
  },
});
