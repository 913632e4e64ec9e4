/** The built program as its users start it: the browser face, and the command line. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  makeServerFolder,
  removeServerFolder,
  run,
  type ServerProcess,
  startServerProcess,
  waitUntilReady,
} from '../servers/process';

export const passphrase = 'correct horse battery staple';
export const repository = join(import.meta.dirname, '..', '..');
// A passphrase of the tester's own must not open the profiles of the tests.
delete process.env['FIELDBENCH_PASSPHRASE'];
const cli = join(repository, 'out', 'main', 'cli.cjs');

/** Options of {@link startProgram}. */
export interface ProgramOptions {
  /** Profile folder. */
  profile: string;
  /** Opens or creates the vault at start; without it the page asks. */
  passphrase?: string;
  demo?: boolean;
  /** A fixed port, for a page that shall find the program again. */
  port?: number;
}

/** The browser face, running. */
export interface Program {
  /** A fresh address, good for one use. */
  url(): Promise<string>;
  readonly port: number;
  readonly pid: number;
  /** Ends it as a terminal would, and waits. */
  stop(): Promise<void>;
  /** Kills it without warning, and waits. */
  kill(): Promise<void>;
}

interface FirstLine {
  url: string;
  port: number;
}

/** Starts `fieldbench serve` on a profile. */
export async function startProgram(options: ProgramOptions): Promise<Program> {
  const server: ServerProcess = await startServerProcess(
    process.execPath,
    [
      cli,
      '--data',
      options.profile,
      '--json',
      'serve',
      '--no-open',
      '--port',
      String(options.port ?? 0),
      ...(options.demo ? ['--demo'] : []),
    ],
    options.passphrase === undefined ? {} : { FIELDBENCH_PASSPHRASE: options.passphrase },
  );
  let first: FirstLine | undefined;
  await waitUntilReady('fieldbench serve', server, () => {
    const line = server
      .output()
      .split('\n')
      .find((text) => text.startsWith('{"url"'));
    first = line === undefined ? undefined : (JSON.parse(line) as FirstLine);
    return first ? Promise.resolve() : Promise.reject(new Error('no address yet'));
  });
  const { url: firstUrl, port } = first as FirstLine;
  let used = false;
  return {
    port,
    pid: server.pid,
    async url() {
      if (!used) {
        used = true;
        return firstUrl;
      }
      const text = await fieldbench(options.profile, ['serve', 'open']);
      return (JSON.parse(text) as FirstLine).url;
    },
    stop: () => server.stop('SIGTERM'),
    kill: () => server.stop('SIGKILL'),
  };
}

/** Runs one `fieldbench` command on a profile with the vault's passphrase; gives its output. */
export function fieldbench(
  profile: string,
  command: readonly string[],
  input?: string,
): Promise<string> {
  return run(process.execPath, [cli, '--data', profile, '--json', ...command], {
    environment: { FIELDBENCH_PASSPHRASE: passphrase },
    ...(input === undefined ? {} : { input }),
  });
}

/** A temporary folder with a place for a profile in it. */
export interface Desk {
  /** For files of the test. */
  readonly folder: string;
  /** Not there yet: the program creates it. */
  readonly profile: string;
  remove(): Promise<void>;
}

export async function makeDesk(): Promise<Desk> {
  const folder = await makeServerFolder('e2e');
  await mkdir(join(folder, 'files'));
  return {
    folder: join(folder, 'files'),
    profile: join(folder, 'profile'),
    remove: () => removeServerFolder(folder),
  };
}
