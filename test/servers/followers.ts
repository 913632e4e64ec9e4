import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../../scripts/node.mjs';
import { followToFile, type FollowToFileOptions } from '../../src-main/host/logs/follow/index';

/** What is followed into which file. */
export type FollowOrder = Omit<
  FollowToFileOptions,
  'signal' | 'onEvent' | 'pause' | 'keepaliveMs' | 'from'
> & { from: 'start' | 'end' };

/** Whoever follows a log in a test. */
export interface TestFollower {
  /** What it said, as JSON. */
  readonly events: string[];
  /** Why it ended by itself. */
  readonly failure: string | null;
  /** Starts it where it does not run. */
  start(order: FollowOrder): void;
  kill(): Promise<void>;
  /** Ends it as a signal would. */
  end(): Promise<void>;
}

/** Follows in this process. */
export class NearFollower implements TestFollower {
  readonly events: string[] = [];
  failure: string | null = null;
  private readonly times: { keepaliveMs: number; longestPauseMs: number };
  private running: { stop: AbortController; done: Promise<void> } | null = null;

  constructor(times: { keepaliveMs: number; longestPauseMs: number }) {
    this.times = times;
  }

  start(order: FollowOrder): void {
    if (this.running) return;
    const { keepaliveMs, longestPauseMs } = this.times;
    const stop = new AbortController();
    const done = followToFile({
      ...order,
      keepaliveMs,
      pause: () =>
        new Promise((resolve) => setTimeout(resolve, 50 + Math.random() * longestPauseMs)),
      signal: stop.signal,
      onEvent: (event) => this.events.push(JSON.stringify(event)),
    }).catch((error: unknown) => {
      this.failure = String(error);
    });
    this.running = { stop, done };
  }

  kill(): Promise<void> {
    return this.end();
  }

  async end(): Promise<void> {
    this.running?.stop.abort();
    await this.running?.done;
    this.running = null;
  }
}

/** `fieldbench log follow` in a process that can be killed. The program must have been built. */
export class KillableFollower implements TestFollower {
  readonly events: string[] = [];
  failure: string | null = null;
  /** Exit code of the last one that ended. */
  code: number | null = null;
  private child: ChildProcess | null = null;
  private ended: Promise<void> = Promise.resolve();
  private readonly program: string;

  /** @param program the built command line */
  constructor(program = join(root, 'out', 'main', 'cli.cjs')) {
    this.program = program;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  start(order: FollowOrder): void {
    if (this.child) return;
    const { username, host, port, identityPath, knownHostsPath, path, out, ledger, from } = order;
    const options = {
      ssh: `${username}@${host}:${port}`,
      identity: identityPath,
      'known-hosts': knownHostsPath,
      path,
      out,
      ledger,
      from,
    };
    const given = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
    const args = ['--json', 'log', 'follow', ...given];
    const child = spawn(process.execPath, [this.program, ...args], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.child = child;
    this.failure = null;
    let said = '';
    if (child.stdout)
      createInterface({ input: child.stdout }).on('line', (line) => this.events.push(line));
    child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    this.ended = new Promise((resolve) =>
      child.once('close', (code) => {
        this.code = code;
        if (code !== null && code !== 0) this.failure = said;
        resolve();
      }),
    );
  }

  async kill(): Promise<void> {
    this.child?.kill('SIGKILL');
    await this.ended;
    this.child = null;
  }

  async end(): Promise<void> {
    this.child?.kill('SIGTERM');
    await this.ended;
    this.child = null;
  }

  /** Waits until it has ended by itself. */
  async untilEnded(): Promise<void> {
    await this.ended;
    this.child = null;
  }
}
