/**
 * Builds what has changed: out/main, out/preload, out/renderer. `npm run build -- main` builds
 * only the named parts, `--force` all the same. Prints one line.
 *
 * Whether something changed is seen from its contents, not from dates: a checkout changes dates.
 */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './node.mjs';

const common = [
  'electron.vite.config.ts',
  'scripts/kernel-plugin.mjs',
  'package.json',
  'package-lock.json',
  'tsconfig.base.json',
];

/** What each part is made of, and a file it must have made. */
const parts = {
  main: { inputs: ['src-main'], output: 'out/main/cli.cjs' },
  preload: {
    inputs: ['src-main/shell', 'src-main/contract'],
    output: 'out/preload/preload.cjs',
  },
  renderer: {
    inputs: ['src-renderer', 'src-main/contract', 'resources/locales'],
    output: 'out/renderer/index.html',
  },
};

const stampPath = (part) => join(root, 'out', 'stamps', part);

function filesBelow(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

/** Hash of everything a part is made of. Tests are in no bundle. */
function hashInputs(part) {
  const hash = createHash('sha256');
  const files = [...common, ...parts[part].inputs.flatMap(filesBelow)]
    .filter((file) => !/\.(test|soak)\.tsx?$|\/tsconfig\.json$/.test(file))
    .sort();
  for (const file of files) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

function isFresh(part, hash) {
  return (
    existsSync(join(root, parts[part].output)) &&
    existsSync(stampPath(part)) &&
    readFileSync(stampPath(part), 'utf8') === hash
  );
}

/** Builds beside the old output and changes places: a failure leaves what worked. */
async function buildPart(part) {
  process.env.NODE_ENV_ELECTRON_VITE = 'production';
  const { resolveConfig } = await import('electron-vite');
  const { build } = await import('vite');
  const { config } = await resolveConfig({ root, logLevel: 'warn' }, 'build', 'production');
  const target = join(root, 'out', part);
  removeLeftovers(part);
  const fresh = join(root, 'out', `.${part}-${process.pid}`);
  const settings = config[part];
  try {
    await build({ ...settings, build: { ...settings.build, outDir: fresh, emptyOutDir: true } });
    changePlaces(fresh, target);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** Half-made folders of builds that were killed. */
function removeLeftovers(part) {
  const out = join(root, 'out');
  const prefix = `.${part}-`;
  for (const name of existsSync(out) ? readdirSync(out) : []) {
    if (!name.startsWith(prefix)) continue;
    try {
      process.kill(Number.parseInt(name.slice(prefix.length), 10), 0);
    } catch {
      rmSync(join(out, name), { recursive: true, force: true });
    }
  }
}

/** Puts a folder where another was. Two builds may do so at once: the last one stays. */
function changePlaces(fresh, target) {
  const old = `${fresh}-old`;
  for (let attempt = 0; ; attempt++) {
    try {
      if (existsSync(target)) renameSync(target, old);
      renameSync(fresh, target);
      break;
    } catch (error) {
      if (attempt === 5 || !['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(error.code)) throw error;
    } finally {
      rmSync(old, { recursive: true, force: true });
    }
  }
}

/** Builds the parts that are not fresh; gives what it did, in words. */
export async function buildStale(chosen = Object.keys(parts), force = false) {
  const done = [];
  for (const part of chosen) {
    const hash = hashInputs(part);
    if (!force && isFresh(part, hash)) {
      done.push(`${part} unchanged`);
      continue;
    }
    const start = performance.now();
    await buildPart(part);
    mkdirSync(join(root, 'out', 'stamps'), { recursive: true });
    writeFileSync(stampPath(part), hash);
    done.push(`${part} ${((performance.now() - start) / 1000).toFixed(1)} s`);
  }
  return `build: ${done.join(', ')}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const args = process.argv.slice(2);
  const chosen = args.filter((arg) => arg !== '--force');
  const unknown = chosen.find((part) => !(part in parts));
  if (unknown !== undefined) {
    console.error(`build: there is no part ${unknown}; parts are ${Object.keys(parts).join(', ')}`);
    process.exit(2);
  }
  try {
    console.log(await buildStale(chosen.length > 0 ? chosen : undefined, args.includes('--force')));
  } catch (error) {
    console.error(`build failed: ${error instanceof Error ? error.message : error}`);
    process.exit(1);
  }
}
