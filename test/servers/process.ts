/**
 * Child processes and temporary folders that never outlive the test process.
 *
 * Each is announced to a reaper (reaper.mjs) which removes what is left when the test
 * process ends without having stopped its servers.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { descendants, signalAll } from './process-tree.mjs';

type Order = { watch: number } | { forget: number } | { keep: string } | { dropped: string };

let reaper: ChildProcess | undefined;

function tellReaper(order: Order): void {
  if (!reaper) {
    reaper = spawn(process.execPath, [fileURLToPath(new URL('./reaper.mjs', import.meta.url))], {
      stdio: ['pipe', 'ignore', 'inherit'],
      detached: true,
    });
    // The test process may end without waiting for its reaper.
    reaper.unref();
    (reaper.stdin as unknown as { unref(): void }).unref();
  }
  reaper.stdin?.write(`${JSON.stringify(order)}\n`);
}

/**
 * Makes a temporary folder for one server, readable by other users (servers that refuse to
 * run as root run as someone else). Remove it with {@link removeServerFolder}.
 */
export async function makeServerFolder(name: string): Promise<string> {
  const path = mkdtempSync(join(tmpdir(), `fieldbench-${name}-`));
  tellReaper({ keep: path });
  await chmod(path, 0o755);
  return path;
}

/** Removes a folder of {@link makeServerFolder}. */
export async function removeServerFolder(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  tellReaper({ dropped: path });
}

/** A running server process. */
export interface ServerProcess {
  readonly pid: number;
  /** What it has printed so far on both outputs, for messages about a failed start. */
  output(): string;
  /** Settles when the process has ended. */
  readonly ended: Promise<void>;
  hasEnded(): boolean;
  /** Kills what runs below the process, not the process itself. */
  killChildren(): void;
  /** Pids of the direct and indirect children. */
  children(): number[];
  /** Sends `signal`, after ten seconds SIGKILL to it and all below, and waits for the end. */
  stop(signal: NodeJS.Signals): Promise<void>;
}

/** Starts a server in the foreground. Throws when the program cannot be started. */
export async function startServerProcess(
  command: string,
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<ServerProcess> {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  if (child.pid !== undefined) tellReaper({ watch: child.pid });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-64 * 1024);
    });
  }
  await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  const pid = child.pid as number;
  let endedFlag = false;
  // 'exit', not 'close': a grandchild may keep the pipes open after the server is gone.
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      endedFlag = true;
      tellReaper({ forget: pid });
      resolve();
    });
  });

  return {
    pid,
    output: () => output,
    ended,
    hasEnded: () => endedFlag,
    children: () => descendants(pid),
    killChildren: () => signalAll(descendants(pid), 'SIGKILL'),
    async stop(signal) {
      if (endedFlag) return;
      const below = descendants(pid);
      child.kill(signal);
      const lastResort = setTimeout(() => signalAll([pid, ...below], 'SIGKILL'), 10_000);
      await ended;
      clearTimeout(lastResort);
      // Commands started for a session leave its process group, so they may still be there.
      signalAll(below, 'SIGKILL');
    },
  };
}

/** Runs a program to its end and gives its standard output. Throws with all its output otherwise. */
export async function run(
  command: string,
  args: readonly string[],
  options: { input?: string; environment?: Record<string, string> } = {},
): Promise<string> {
  const child = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...options.environment },
  });
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  // A program that ends without reading its input is judged by its exit code alone.
  child.stdin.on('error', () => {});
  child.stdin.end(options.input ?? '');
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  if (code !== 0) throw new Error(`${command} ended with ${code}:\n${errors}\n${output}`);
  return output;
}

/**
 * A loopback port nobody listens on. Taken from below Linux's ephemeral range (32768 up, man 7
 * ip), so that no outgoing connection can take it between this answer and the server's start.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const free = await new Promise<boolean>((resolve) => {
      const probe = createServer();
      probe.once('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
    });
    if (free) return port;
  }
  throw new Error('No free loopback port was found between 20000 and 32000.');
}

/**
 * Calls `probe` until it succeeds, for at most 60 seconds; gives up at once when the server
 * has ended. The error shows what the server said.
 */
export async function waitUntilReady(
  name: string,
  server: ServerProcess,
  probe: () => Promise<void>,
): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    if (server.hasEnded()) throw new Error(`${name} ended while starting:\n${server.output()}`);
    try {
      await probe();
      return;
    } catch (error) {
      if (Date.now() > deadline) {
        throw new Error(`${name} did not answer:\n${server.output()}`, { cause: error });
      }
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  }
}

/** Whether a process of this machine has these words, by zero bytes, in its command line. */
export function isRunning(words: string): boolean {
  return readdirSync('/proc').some((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(words);
    } catch {
      return false;
    }
  });
}
