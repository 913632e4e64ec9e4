import { AppError } from '../../contract/errors';
import { Carrier, type Traffic } from './carrier';
import { hostPort } from './entrance';
import type { TunnelStream } from './stream';
import type { LiveState, TunnelParts } from './tunnel';

/** A connection through a tunnel for a user inside the program; `release` ends it. */
export interface CarriedConnection {
  stream: TunnelStream;
  release(): void;
}

/** A tunnel on a dead link, which nobody uses any more, tells the next ones so for this long. */
const warnMs = 20_000;

/**
 * A tunnel without a port, for consoles of this program: it opens with the first connection
 * to its target and closes with the last one.
 */
export class OnDemandTunnel {
  readonly host: string;
  readonly port: number;
  private readonly parts: Omit<TunnelParts, 'pause'>;
  private readonly traffic: Traffic = { connections: 0, bytesIn: 0, bytesOut: 0 };
  private readonly stopping = new AbortController();
  private readonly opening: Promise<Carrier>;
  private readonly onEnd: () => void;
  private carrier: Carrier | null = null;
  private since: number | null = null;
  private failure: AppError | null = null;
  private users = 0;
  private leaving: NodeJS.Timeout | null = null;
  private over = false;

  /** @throws AppError when its opening cannot be written down */
  constructor(host: string, port: number, parts: Omit<TunnelParts, 'pause'>, onEnd: () => void) {
    this.host = host;
    this.port = port;
    this.parts = parts;
    this.onEnd = onEnd;
    parts.audit('tunnel-opened', this.named());
    this.opening = this.open();
    // Whoever waits for it is told; an attempt nobody waits for any more concerns no one.
    this.opening.catch(() => undefined);
  }

  /** Whether another user may join it. */
  get live(): boolean {
    return !this.over;
  }

  status(): LiveState {
    const { carrier, traffic, failure } = this;
    return {
      state: carrier === null ? 'opening' : carrier.stalled ? 'stalled' : 'open',
      listen: null,
      connections: carrier?.connections ?? 0,
      connectionsTotal: traffic.connections,
      bytesIn: traffic.bytesIn,
      bytesOut: traffic.bytesOut,
      since: this.since,
      error: failure && { code: failure.code, params: failure.params },
    };
  }

  /**
   * A connection to the target. The last one to end closes the tunnel.
   *
   * @throws AppError as opening an SSH connection, `ssh.forward-refused`, `tunnels.stalled`, or
   *   the signal's reason
   */
  async use(signal: AbortSignal): Promise<CarriedConnection> {
    this.users += 1;
    try {
      const carrier = await orAborted(this.opening, signal);
      const stream = await carrier.forward(this.host, this.port, signal);
      stream.on('error', () => undefined);
      stream.once('close', () => this.leave());
      return { stream, release: () => stream.destroy() };
    } catch (error) {
      this.leave();
      throw error;
    }
  }

  /** Ends all its connections. */
  close(): void {
    if (this.over) return;
    this.over = true;
    if (this.leaving) clearTimeout(this.leaving);
    this.stopping.abort(new AppError('wire.cancelled'));
    this.carrier?.close();
    this.parts.audit('tunnel-closed', {
      ...this.named(),
      ...this.traffic,
      reason: this.failure?.code ?? '',
    });
    this.onEnd();
  }

  private async open(): Promise<Carrier> {
    const { signal } = this.stopping;
    try {
      const lease = await this.parts.open(signal);
      const carrier = new Carrier(lease, this.traffic, {
        changed: () => {
          if (carrier.stalled) this.failure = carrier.stall();
          else if (this.users === 0) this.close();
          this.parts.changed();
        },
        moved: () => this.parts.moved(),
      });
      if (signal.aborted) carrier.close();
      this.carrier = carrier;
      this.since = this.parts.now();
      void carrier.gone.then(() => this.close());
      this.parts.changed();
      return carrier;
    } catch (error) {
      if (error instanceof AppError) this.failure = error;
      this.close();
      throw error;
    }
  }

  private leave(): void {
    this.users -= 1;
    if (this.users > 0 || this.over) return;
    // On a dead link whoever comes next is told at once, instead of finding it out anew; but not
    // for ever, because a new connection may come through where this one does not.
    if (!this.carrier?.stalled) this.close();
    else this.leaving ??= setTimeout(() => this.close(), warnMs);
  }

  private named() {
    return { kind: 'local', listen: '', target: hostPort(this.host, this.port) };
  }
}

async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let onAbort: () => void = () => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal.reason as Error);
  });
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
