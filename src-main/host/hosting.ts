import { electronPortChannel, type Channel } from '../contract/wire/index';
import { Relay, toHostSchema, type FromHost, type ToHost } from '../contract/wire/relay';

/** Electron's port as this file uses it; the host knows no Electron. */
type Port = Parameters<typeof electronPortChannel>[0];
interface ParentPort {
  postMessage(message: FromHost): void;
  on(type: 'message', listener: (event: { data: unknown; ports: Port[] }) => void): void;
}

/** What the window process says first. */
export type HostStart = Extract<ToHost, { type: 'start' }>;
type Answer = Extract<ToHost, { type: 'answer' }>;
type Question = { type: 'open-demo' } | { type: 'open-external'; url: string };

/** A host as this process needs it. */
export interface HostedHost {
  serve(channel: Channel): unknown;
  close(): Promise<void>;
}

/** How a host reaches the window process. */
export interface WindowProcess {
  /** Asks for what only it can do; the address it answers with, or null. */
  ask(question: Question): Promise<string | null>;
  tellState(state: Omit<Extract<FromHost, { type: 'state' }>, 'type'>): void;
}

/** Makes the host once the window process has said for which profile. */
export type StartHost = (options: HostStart, windows: WindowProcess) => Promise<HostedHost>;

/**
 * Runs a host in this process for the windows of another: in an Electron utility process
 * each view brings a port; in a Node child the views' frames come through its pipe. Ends the
 * process when the window process says so, or is gone, or the host cannot start.
 *
 * @param onBug told what ends the process unexpectedly
 */
export function hostThisProcess(start: StartHost, onBug: (error: unknown) => void): void {
  const { parentPort } = process as { parentPort?: ParentPort };
  const post = (message: FromHost): void => {
    if (parentPort) parentPort.postMessage(message);
    else if (process.connected) process.send?.(message);
  };
  const hosting = new Hosting(start, post);
  const receive = (data: unknown, port?: Port): void => {
    const handle = async (): Promise<void> => hosting.receive(toHostSchema.parse(data), port);
    handle().catch((error: unknown) => {
      onBug(error);
      process.exit(1);
    });
  };
  const end = (): void => {
    void hosting.close().finally(() => process.exit(0));
  };
  if (parentPort) {
    parentPort.on('message', (event) => receive(event.data, event.ports[0]));
  } else {
    process.on('message', (data) => receive(data));
    process.on('disconnect', end);
  }
  // Ctrl+C in a terminal reaches the whole group; the window process says when to end.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', end);
  hosting.onClose = end;
}

class Hosting {
  private readonly startHost: StartHost;
  private readonly post: (message: FromHost) => void;
  private readonly relay: Relay;
  /** Views that came with a port of their own. */
  private readonly ports = new Map<number, Channel>();
  private readonly questions = new Map<number, (answer: Answer) => void>();
  private nextQuestion = 0;
  private lastState = '';
  private host: Promise<HostedHost> | undefined;
  private closed: Promise<void> | undefined;
  onClose: () => void = () => undefined;

  constructor(startHost: StartHost, post: (message: FromHost) => void) {
    this.startHost = startHost;
    this.post = post;
    this.relay = new Relay(post);
  }

  async receive(message: ToHost, port: Port | undefined): Promise<void> {
    switch (message.type) {
      case 'start':
        this.host ??= this.startHost(message, this);
        await this.host;
        this.post({ type: 'ready' });
        return;
      case 'view': {
        const channel = port ? electronPortChannel(port) : this.relay.channel(message.view);
        if (port) {
          this.ports.set(message.view, channel);
          channel.onClose(() => this.ports.delete(message.view));
        }
        (await this.host)?.serve(channel);
        return;
      }
      case 'frame':
        this.relay.deliver(message.view, message);
        return;
      case 'gone':
        this.relay.gone(message.view, message.reason);
        this.ports.get(message.view)?.close(message.reason);
        return;
      case 'answer':
        this.questions.get(message.id)?.(message);
        return;
      case 'close':
        this.onClose();
    }
  }

  ask(question: Question): Promise<string | null> {
    const id = this.nextQuestion++;
    return new Promise((resolve, reject) => {
      this.questions.set(id, ({ url, error }) => {
        this.questions.delete(id);
        if (error === null) resolve(url);
        else reject(new Error(error));
      });
      this.post({ ...question, id });
    });
  }

  tellState(state: Parameters<WindowProcess['tellState']>[0]): void {
    const text = JSON.stringify(state);
    if (text === this.lastState) return;
    this.lastState = text;
    this.post({ type: 'state', ...state });
  }

  close(): Promise<void> {
    this.closed ??= this.end();
    return this.closed;
  }

  private async end(): Promise<void> {
    const reason = 'the host closes';
    this.relay.endAll(reason);
    for (const channel of this.ports.values()) channel.close(reason);
    const host = await this.host?.catch(() => undefined);
    await host?.close();
  }
}
