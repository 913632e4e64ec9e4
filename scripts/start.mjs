/**
 * `npm start`: installs what is missing, builds what has changed, and opens the workbench, in
 * Electron where it can run, else in the browser. Options: --demo, --data DIR, --browser (not
 * Electron), and those of `fieldbench serve`.
 */
import { buildStale } from './build.mjs';
import { electronStart, fail, findElectron, runCommandLine, runInForeground } from './launch.mjs';
import { root } from './node.mjs';
import { packagesAreInstalled } from './provision.mjs';
import { runLoudly } from './run.mjs';

const given = process.argv.slice(2);
const args = given.filter((arg) => arg !== '--browser');

if (Number(process.versions.node.split('.')[0]) < 20) {
  fail(`FieldBench needs Node 20 or newer to install itself; this is ${process.version}.`);
}

if (!packagesAreInstalled()) {
  console.log('Installing packages (npm ci)…');
  // npm tells where it is; on Windows it is no program that could be started by its name.
  const npm = process.env.npm_execpath;
  const command = npm ? [process.execPath, [npm]] : ['npm', []];
  const code = await runLoudly(
    command[0],
    [...command[1], 'ci', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: root,
    },
  );
  if (code !== 0) fail('The packages could not be installed (see above).');
}

try {
  console.log(await buildStale());
} catch (error) {
  fail(`The build failed: ${error.message}`);
}

const electron = given.includes('--browser') ? { why: 'you asked for it' } : findElectron();
if (electron.path) {
  const start = electronStart(args);
  runInForeground(electron.path, start.args, { env: start.env });
} else {
  console.log(`Opening in the browser: ${electron.why}. Ctrl+C ends FieldBench.`);
  runCommandLine(['serve', ...args]);
}
