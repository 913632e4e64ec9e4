import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { resolve } from 'node:path';
import { kernelPlugin } from './scripts/kernel-plugin.mjs';

/**
 * Three bundles. Formats and targets are fixed here because electron-vite would
 * otherwise choose them from the installed Electron version.
 *
 * - main: `shell` must also run on the oldest Electron we test with (25: Node 18),
 *   so it is CommonJS; `host` and `cli` share their code with it as chunks.
 *   Packages listed under `dependencies` stay external (native or WASM parts);
 *   everything else (oRPC, zod, ws, …) is bundled.
 * - preload: one sandboxed file.
 * - renderer: the same files serve Electron and the browser face.
 */
export default defineConfig({
  main: {
    plugins: [kernelPlugin()],
    build: {
      outDir: 'out/main',
      target: 'node18',
      minify: false,
      sourcemap: true,
      rollupOptions: {
        input: {
          shell: resolve('src-main/shell/main.ts'),
          host: resolve('src-main/host/process.ts'),
          cli: resolve('src-main/cli/main.ts'),
        },
        output: {
          format: 'cjs',
          entryFileNames: '[name].cjs',
          chunkFileNames: 'chunks/[name]-[hash].cjs',
        },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // electron-vite accepts nothing else; Chrome 114 knows all that Node 18 does.
      target: 'node18',
      minify: false,
      rollupOptions: {
        input: { preload: resolve('src-main/shell/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src-renderer',
    base: './',
    plugins: [react()],
    build: {
      outDir: 'out/renderer',
      emptyOutDir: true,
      target: 'chrome114',
      sourcemap: false,
      rollupOptions: { input: resolve('src-renderer/index.html') },
    },
  },
});
