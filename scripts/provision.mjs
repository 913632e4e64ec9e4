/**
 * Makes the machine fit for `npm test`: npm packages, on Debian as root also the programs the
 * tests need, and a real Electron. Looks first, and says what it does.
 *
 * Where it may not install (no root, no Debian) it says so; the tests that need a missing part
 * skip themselves with the reason (test/servers/parts.ts).
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fetchTestElectron, whyNoTestElectron } from './electron.mjs';
import { root } from './node.mjs';
import { runAndRead, runLoudly, runQuietly } from './run.mjs';

const debianPackages = [
  // The browser face is tested in Debian's Chromium; pictures need Chinese letters.
  'chromium',
  'fonts-noto-cjk',
  'openssh-server',
  'openssh-client',
  // Lets sshd know a user, with a password, that the system does not have.
  'libnss-wrapper',
  'openssl',
  'postgresql-15',
  'mariadb-server',
  'ripgrep',
  // What the shipped runbooks read with, and the shells that commands must live under.
  'procps',
  'iproute2',
  'python3',
  'tcsh',
  'busybox',
  'sudo',
  // Packed logs, and the peer of the log benches.
  'zstd',
  'lnav',
  // What the Electron for tests needs.
  'xvfb',
  'libgtk-3-0',
  'libnss3',
  'libasound2',
  'libgbm1',
];

const say = (text) => console.log(`provision: ${text}`);

/**
 * True when node_modules holds what the lock file names. Compared by content: dates say
 * nothing after a checkout.
 */
export function packagesAreInstalled(folder = root) {
  const installedPath = join(folder, 'node_modules', '.package-lock.json');
  if (!existsSync(installedPath)) return false;
  const wanted = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(installedPath, 'utf8')).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const found = installed[path];
    // Optional ones are for other platforms when they are not there.
    if (!found) return entry.optional === true || entry.devOptional === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

async function provisionPackages() {
  if (packagesAreInstalled()) return;
  say('node_modules does not match package-lock.json: running npm ci');
  const code = await runLoudly('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
  });
  if (code !== 0) throw new Error(`npm ci ended with ${code}.`);
}

function isDebian12() {
  try {
    const release = readFileSync('/etc/os-release', 'utf8');
    return /^ID=debian$/m.test(release) && /^VERSION_ID="?12"?$/m.test(release);
  } catch {
    return false;
  }
}

async function missingDebianPackages() {
  const query = ['-W', '-f', '${Package} ${db:Status-Status}\n', ...debianPackages];
  // Ends with 1 when it does not know a package, and still lists the others.
  const { output } = await runAndRead('dpkg-query', query);
  const installed = new Set(
    output
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ')[0]),
  );
  return debianPackages.filter((name) => !installed.has(name));
}

async function provisionDebian() {
  if (!isDebian12()) {
    say('this is not Debian 12: nothing is installed; tests that miss a program are skipped');
    return;
  }
  const missing = await missingDebianPackages();
  if (missing.length === 0) return;
  const list = missing.join(' ');
  if (process.getuid() !== 0) {
    say(`not root: please install, or the tests that need them are skipped: ${list}`);
    return;
  }
  say(`installing with apt: ${list}`);
  // Runlevel 1 keeps the packages' own services from being started (man 8 invoke-rc.d).
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  try {
    await runQuietly('apt-get', ['update', '-q'], { env });
    const options = ['-q', '-y', '--no-install-recommends'];
    await runQuietly('apt-get', ['install', ...options, ...missing], { env });
    say('installed');
  } catch (error) {
    // Without network the tests that need no such program can still run.
    say(`apt failed, tests that miss a program are skipped: ${error.message.trim()}`);
  }
}

async function provisionElectron() {
  if (whyNoTestElectron() === undefined) return;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    say(`no Electron for tests: ${whyNoTestElectron()}`);
    return;
  }
  say('fetching an Electron for tests into .cache/');
  try {
    await fetchTestElectron();
  } catch (error) {
    say(`no Electron for tests, its tests are skipped: ${error.message.trim()}`);
  }
}

/** Installs what is missing. Throws when the npm packages cannot be installed. */
export async function provision() {
  await provisionPackages();
  await provisionDebian();
  await provisionElectron();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await provision();
