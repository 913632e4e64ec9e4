import { AppError, type ErrorParams } from '../../contract/errors';
import type { Tunnel } from '../../contract/tunnels';
import type { AuditDetail, AuditKind } from '../../contract/audit';
import type { SshLease } from '../ssh/index';
import { Carrier, type Traffic } from './carrier';
import { hostPort, openEntrance, type Entrance } from './entrance';
import { bringHere, bringThrough, type Route } from './routes';
import type { TunnelStream } from './stream';

/** What a {@link LiveTunnel} needs of the program. */
export interface TunnelParts {
  /** Shares the SSH connection of the endpoint. */
  open(signal: AbortSignal): Promise<SshLease>;
  /** Waits before another attempt; ends early when the network came back. */
  pause(attempt: number, signal: AbortSignal): Promise<void>;
  /** Writes down what is done. @throws AppError when it cannot be written */
  audit(kind: Extract<AuditKind, `tunnel-${string}`>, detail: AuditDetail): void;
  /** Something other than a byte count changed. */
  changed(): void;
  moved(): void;
  now(): number;
}

export type LiveState = Pick<
  Tunnel,
  | 'state'
  | 'listen'
  | 'connections'
  | 'connectionsTotal'
  | 'bytesIn'
  | 'bytesOut'
  | 'since'
  | 'error'
>;

type Phase = 'opening' | 'open' | 'waiting' | 'failed' | 'closed';

/**
 * A saved forward from its start to its end. Once it was open, it comes back after a cut by
 * itself and keeps its local port meanwhile; connections that come then are refused at once.
 */
export class LiveTunnel {
  readonly route: Route;
  private readonly parts: TunnelParts;
  private readonly stopping = new AbortController();
  private readonly traffic: Traffic = { connections: 0, bytesIn: 0, bytesOut: 0 };
  private phase: Phase = 'opening';
  private entrance: Entrance | null = null;
  private carrier: Carrier | null = null;
  /** Where the server listens, for a remote forward. */
  private remotePort: number | null = null;
  private since: number | null = null;
  private failure: AppError | null = null;
  private audited = false;
  private started: Promise<void> = Promise.resolve();
  private kept: Promise<void> = Promise.resolve();

  constructor(route: Route, parts: TunnelParts) {
    this.route = route;
    this.parts = parts;
  }

  /** Whether it runs or is about to; otherwise only its last error is left. */
  get live(): boolean {
    return this.phase !== 'failed' && this.phase !== 'closed';
  }

  status(): LiveState {
    const { carrier, traffic, failure } = this;
    const stalled = this.phase === 'open' && carrier?.stalled === true;
    return {
      state: stalled ? 'stalled' : this.phase,
      listen: this.listen(),
      connections: carrier?.connections ?? 0,
      connectionsTotal: traffic.connections,
      bytesIn: traffic.bytesIn,
      bytesOut: traffic.bytesOut,
      since: this.since,
      error: failure && { code: failure.code, params: failure.params },
    };
  }

  /**
   * Listens and connects; resolves when it is open.
   *
   * @throws AppError `tunnels.port-taken`, `tunnels.port-taken-by`, `tunnels.listen-refused`, or
   *   as opening an SSH connection
   */
  start(): Promise<void> {
    const starting = this.begin();
    this.started = starting.catch(() => undefined);
    return starting;
  }

  /** Ends its connections, gives the port free and the SSH connection back. */
  async stop(): Promise<void> {
    this.stopping.abort(new AppError('wire.cancelled'));
    await this.started;
    if (this.live) await this.end('closed', null);
    await this.kept;
  }

  private async begin(): Promise<void> {
    const { kind, listenHost, listenPort } = this.route;
    const { signal } = this.stopping;
    try {
      // The port first: whoever has it is found without logging in anywhere.
      if (kind !== 'remote') {
        this.entrance = await openEntrance(listenHost, listenPort, (socket) => {
          bringThrough(socket, this.route, this.carrier).then(this.wentWell, this.wentWrong);
        });
      }
      signal.throwIfAborted();
      this.parts.audit('tunnel-opened', this.named());
      this.audited = true;
      await this.connect();
    } catch (error) {
      if (signal.aborted) await this.end('closed', null);
      else await this.end('failed', error);
      throw error;
    }
    this.since = this.parts.now();
    this.kept = this.keep();
    this.parts.changed();
  }

  private async connect(): Promise<void> {
    const { signal } = this.stopping;
    const lease = await this.parts.open(signal);
    const carrier = new Carrier(lease, this.traffic, {
      changed: () => this.onCarrierChanged(carrier),
      moved: () => this.parts.moved(),
    });
    const giveUp = (): void => carrier.close();
    signal.addEventListener('abort', giveUp);
    try {
      const { kind, listenHost, listenPort } = this.route;
      if (kind === 'remote') {
        // After a cut the port that was given before is asked for again.
        const port = listenPort || (this.remotePort ?? 0);
        this.remotePort = await carrier.listen(listenHost, port, (stream) => {
          this.takeRemote(stream);
        });
      }
      signal.throwIfAborted();
    } catch (error) {
      carrier.close();
      throw error;
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
    this.carrier = carrier;
    this.phase = 'open';
    this.failure = null;
    this.parts.changed();
  }

  /** Brings the tunnel back after each cut until it is stopped, or until only a person can help. */
  private async keep(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const { carrier } = this;
      await carrier?.gone;
      this.carrier = null;
      try {
        this.failure = carrier?.lost() ?? null;
        await this.comeBack(signal);
      } catch (error) {
        if (!signal.aborted) await this.end('failed', error);
        return;
      }
    }
  }

  private async comeBack(signal: AbortSignal): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      signal.throwIfAborted();
      this.phase = 'waiting';
      this.parts.changed();
      await this.parts.pause(attempt, signal);
      try {
        return await this.connect();
      } catch (error) {
        // A wrong password must not be tried for ever: the account would be locked.
        if (signal.aborted || !(error instanceof AppError) || !error.retry) throw error;
        this.failure = error;
      }
    }
  }

  private takeRemote(stream: TunnelStream): void {
    bringHere(stream, this.route).then(this.wentWell, this.wentWrong);
  }

  private readonly wentWell = (): void => {
    if (this.failure === null || this.carrier === null || this.carrier.stalled) return;
    this.failure = null;
    this.parts.changed();
  };

  /** A connection did not come through; the tunnel stays. */
  private readonly wentWrong = (error: unknown): void => {
    if (!(error instanceof AppError) || !this.live) return;
    this.failure = error;
    this.parts.changed();
  };

  private onCarrierChanged(carrier: Carrier): void {
    if (carrier !== this.carrier) return;
    if (carrier.stalled) this.failure = carrier.stall();
    // Once the server answers again, that it did not is no news any more.
    else if (this.failure?.code === 'tunnels.stalled') this.failure = null;
    this.parts.changed();
  }

  private async end(phase: 'failed' | 'closed', reason: unknown): Promise<void> {
    this.phase = phase;
    if (reason !== null) this.failure = asAppError(reason);
    const { carrier, entrance } = this;
    const detail = { ...this.named(), ...this.traffic, reason: this.failure?.code ?? '' };
    this.carrier = null;
    carrier?.close();
    await entrance?.close();
    this.entrance = null;
    this.remotePort = null;
    this.since = null;
    if (this.audited) this.parts.audit('tunnel-closed', detail);
    this.audited = false;
    this.parts.changed();
  }

  private listen(): string | null {
    if (this.entrance) return this.entrance.address;
    return this.remotePort === null ? null : hostPort(this.route.listenHost, this.remotePort);
  }

  private named() {
    const { kind, listenHost, listenPort } = this.route;
    const listen = this.listen() ?? hostPort(listenHost, listenPort);
    return { kind, listen, target: targetOf(this.route) };
  }
}

/** Where a route leads, as people write it; empty for SOCKS, where each client says it. */
export function targetOf({ kind, targetHost, targetPort }: Route): string {
  return kind === 'dynamic' ? '' : hostPort(targetHost, targetPort);
}

function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const params: ErrorParams = { detail: error instanceof Error ? error.message : String(error) };
  return new AppError('internal', params, { cause: error });
}
