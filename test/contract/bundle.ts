/** Bundles of test parts, made as those of the program are. */
import { join } from 'node:path';
import { build } from 'vite';
import { kernelPlugin } from '../../scripts/kernel-plugin.mjs';
import { root } from '../../scripts/node.mjs';

/** Bundles a file for Node, or, as one script, for a page. */
export async function bundle(
  source: string,
  folder: string,
  name: string,
  format: 'cjs' | 'iife',
): Promise<string> {
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    plugins: [kernelPlugin()],
    ssr: format === 'cjs' ? { noExternal: true } : undefined,
    build: {
      ssr: format === 'cjs',
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      target: format === 'cjs' ? 'node18' : 'chrome114',
      copyPublicDir: false,
      rollupOptions: {
        input: join(root, source),
        output: { format, entryFileNames: name },
      },
    },
  });
  return join(folder, name);
}
