/**
 * Lets bundles and tests import what is no JavaScript of theirs:
 *
 * - `x.as`: AssemblyScript, as the bytes of a WASM module in base64;
 * - `x.ts?thread`: a module with all that it imports, as one script for `new Worker(code, {eval: true})`.
 *   So no bundle needs to know where a second file of it lies.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { root } from './node.mjs';

const thread = '?thread';
const options = [
  '-O3',
  '--noAssert',
  '--runtime',
  'stub',
  '--enable',
  'simd',
  '--memoryBase',
  '1024',
];

export function kernelPlugin() {
  return {
    name: 'fieldbench-kernel',
    enforce: 'pre',
    /** Vitest keeps what it loaded by the file that was asked for; a thread is made of many. */
    configureVitest({ defineCacheKeyGenerator }) {
      defineCacheKeyGenerator(({ id }) => (id.endsWith(thread) ? false : undefined));
    },
    resolveId(source, importer) {
      if (source.endsWith('.as')) return locate(source, importer);
      if (source.endsWith(thread)) {
        // Vite may ask again for what it was told before.
        const module = source.slice(0, -thread.length).replace(/\.ts$/, '');
        return `${locate(`${module}.ts`, importer)}${thread}`;
      }
      return null;
    },
    async load(id) {
      if (id.endsWith('.as')) {
        this.addWatchFile(id);
        return `export default ${JSON.stringify(await compile(id))};`;
      }
      if (id.endsWith(thread)) {
        const { code, files } = await bundleThread(id.slice(0, -thread.length));
        for (const file of files) this.addWatchFile(file);
        return `export default ${JSON.stringify(code)};`;
      }
      return null;
    },
  };
}

/** Vite names files below its root as if that were the root of the disk. */
function locate(source, importer) {
  const path = importer ? resolve(dirname(importer), source) : source;
  return existsSync(path) ? path : join(root, path);
}

/** The compiler takes seconds: what it made is kept by what it was made of. */
async function compile(path) {
  const text = readFileSync(path, 'utf8');
  const { version } = JSON.parse(
    readFileSync(join(root, 'node_modules/assemblyscript/package.json'), 'utf8'),
  );
  const key = createHash('sha256')
    .update(JSON.stringify([version, options, text]))
    .digest('hex');
  const folder = join(root, 'node_modules/.cache/fieldbench-kernel');
  const kept = join(folder, `${key.slice(0, 24)}.wasm`);
  try {
    return readFileSync(kept).toString('base64');
  } catch {
    // Not made yet.
  }
  const bytes = await assemblyScript(basename(path), text);
  mkdirSync(folder, { recursive: true });
  const fresh = `${kept}.${process.pid}`;
  writeFileSync(fresh, bytes);
  renameSync(fresh, kept);
  return bytes.toString('base64');
}

async function assemblyScript(name, text) {
  const asc = await import('assemblyscript/asc');
  const entry = name.replace(/\.as$/, '.ts');
  let binary = null;
  const { error, stderr } = await asc.main([entry, '--outFile', 'out.wasm', ...options], {
    readFile: (file) => (file === entry ? text : null),
    writeFile: (file, contents) => {
      if (file === 'out.wasm') binary = Buffer.from(contents);
    },
    listFiles: () => [],
  });
  if (error || !binary) throw new Error(`${name}: ${error?.message ?? ''}\n${stderr.toString()}`);
  return binary;
}

async function bundleThread(path) {
  const { rolldown } = await import('rolldown');
  const bundle = await rolldown({ input: path, platform: 'node', external: /^node:/ });
  try {
    const { output } = await bundle.generate({ format: 'cjs' });
    if (output.length !== 1) throw new Error(`${path} does not fit one script`);
    return { code: output[0].code, files: Object.keys(output[0].modules) };
  } finally {
    await bundle.close();
  }
}
