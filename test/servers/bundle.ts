import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';
import { kernelPlugin } from '../../scripts/kernel-plugin.mjs';

const root = join(import.meta.dirname, '..', '..');

/** A TypeScript file made into one that Node runs, for child processes of tests. */
export interface Bundle {
  path: string;
  remove(): void;
}

/**
 * Bundles a file of the project as the product is bundled: CommonJS, packages outside.
 * It lies below `out`, from where Node finds the packages.
 */
export async function bundleForNode(file: string): Promise<Bundle> {
  const folder = join(root, 'out');
  await mkdir(folder, { recursive: true });
  const outDir = mkdtempSync(join(folder, '.test-'));
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    plugins: [kernelPlugin()],
    build: {
      ssr: file,
      outDir,
      target: 'node22',
      rolldownOptions: { output: { format: 'cjs', entryFileNames: 'main.cjs' } },
    },
  });
  return {
    path: join(outDir, 'main.cjs'),
    remove: () => rmSync(outDir, { recursive: true, force: true }),
  };
}
