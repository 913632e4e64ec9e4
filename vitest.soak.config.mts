import { defineConfig } from 'vitest/config';
import { kernelPlugin } from './scripts/kernel-plugin.mjs';

/** The long forms of the tests (`npm run soak`): one file at a time, hours if need be. */
export default defineConfig({
  plugins: [kernelPlugin()],
  test: {
    include: ['{src-main,src-renderer,test}/**/*.soak.ts'],
    globalSetup: 'test/temporary-folder.ts',
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 6 * 3600_000,
    hookTimeout: 120_000,
  },
});
