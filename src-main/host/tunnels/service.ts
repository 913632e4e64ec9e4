import { AppError } from '../../contract/errors';
import type { Inputs } from '../../contract/index';
import type { Endpoint } from '../../contract/systems';
import type { Tunnel, TunnelDefinition } from '../../contract/tunnels';
import { newId } from '../../kit/ids';
import type { Log } from '../../kit/log';
import type { AuditService } from '../audit/index';
import type { EventHub } from '../events';
import type { OpenProfile } from '../profile/index';
import type { SshService } from '../ssh/index';
import { hostPort, isLoopback } from './entrance';
import { OnDemandTunnel, type CarriedConnection } from './on-demand';
import { TunnelStore, type TunnelFields } from './store';
import { LiveTunnel, targetOf, type LiveState, type TunnelParts } from './tunnel';

/** What {@link TunnelService} is given. */
export interface TunnelServiceParts {
  profile: OpenProfile;
  events: EventHub;
  audit: AuditService;
  log: Log;
  ssh: Pick<SshService, 'open' | 'pause'>;
  /** @throws AppError `entity.not-found` */
  endpoint(id: string): Endpoint;
}

/** Views hear of connections and bytes at most this often. */
const publishMs = 500;

const nothingYet: LiveState = {
  state: 'closed',
  listen: null,
  connections: 0,
  connectionsTotal: 0,
  bytesIn: 0,
  bytesOut: 0,
  since: null,
  error: null,
};

/** Saved forwards, those that run, and those that consoles of this program use. */
export class TunnelService {
  private readonly parts: TunnelServiceParts;
  private readonly store: TunnelStore;
  private readonly live = new Map<string, LiveTunnel>();
  private readonly onDemand = new Map<
    string,
    { id: string; key: string; tunnel: OnDemandTunnel }
  >();
  private publishing: NodeJS.Timeout | null = null;
  private disposed = false;

  constructor(parts: TunnelServiceParts) {
    this.parts = parts;
    this.store = new TunnelStore(parts.profile.db);
    parts.profile.journal.register('tunnel', this.store);
  }

  /** Tunnels that run or come back, on demand too; a test counts them. */
  get openTunnels(): number {
    return [...this.live.values()].filter(({ live }) => live).length + this.onDemand.size;
  }

  /** Saved tunnels with their state, then those started on demand. */
  list(): Tunnel[] {
    return [
      ...this.store.all().map((definition) => this.described(definition)),
      ...[...this.onDemand.values()].map(({ id, key, tunnel }): Tunnel => {
        const target = hostPort(tunnel.host, tunnel.port);
        const endpointId = key.slice(0, key.indexOf(' '));
        const kept = { id, definition: null, endpointId, name: target, kind: 'local' as const };
        return { ...kept, target, startedBy: 'queries', ...tunnel.status() };
      }),
    ];
  }

  /**
   * Creates (no id) or changes (id) a saved tunnel.
   *
   * @throws AppError `entity.not-found`; `entity.in-use` when it runs and more than its name changes
   */
  save(input: Inputs['tunnels']['save']): TunnelDefinition {
    const { id, endpointId } = input;
    const dynamic = input.kind === 'dynamic';
    const detail: TunnelFields['detail'] = {
      name: input.name.trim(),
      kind: input.kind,
      listenHost: (input.listenHost ?? '').trim() || '127.0.0.1',
      listenPort: input.listenPort,
      targetHost: dynamic ? '' : (input.targetHost ?? '').trim(),
      targetPort: dynamic ? 0 : (input.targetPort ?? 0),
    };
    this.sshEndpoint(endpointId);
    if (id === undefined) {
      const made = newId();
      this.commit('create', made, { endpointId, detail });
      return this.definition(made);
    }
    const old = this.definition(id);
    const sameWay =
      JSON.stringify(wayOf(old)) === JSON.stringify(wayOf({ id, endpointId, ...detail }));
    if (!sameWay && this.live.get(id)?.live)
      throw new AppError('entity.in-use', { name: old.name });
    this.commit('set', id, { endpointId, detail });
    return this.definition(id);
  }

  /** Stops it when it runs, and forgets it. @throws AppError `entity.not-found` */
  async remove(id: string): Promise<void> {
    this.definition(id);
    await this.stop(id);
    this.live.delete(id);
    this.parts.profile.journal.commit([
      { kind: 'set', entity: 'tunnel', id, fields: { archived: true } },
    ]);
    this.changed();
  }

  /**
   * Opens a saved tunnel; one that runs is left as it is.
   *
   * @param allowNetwork a person agreed that other computers may connect to it
   * @throws AppError `tunnels.not-local` {listen} without that, `tunnels.port-taken`,
   *   `tunnels.port-taken-by`, `tunnels.listen-refused`, or as opening an SSH connection
   */
  async start(id: string, allowNetwork = false): Promise<Tunnel> {
    const definition = this.definition(id);
    const { endpointId, listenHost, listenPort } = definition;
    if (this.live.get(id)?.live) return this.described(definition);
    if (!isLoopback(listenHost) && !allowNetwork)
      throw new AppError('tunnels.not-local', { listen: hostPort(listenHost, listenPort) });
    const tunnel = new LiveTunnel(definition, this.partsFor(endpointId, definition.name, 'user'));
    this.live.set(id, tunnel);
    this.changed();
    try {
      await tunnel.start();
    } catch (error) {
      throw this.namingOurs(error);
    }
    return this.described(definition);
  }

  /** Ends it and its connections; nothing happens when it does not run. */
  async stop(id: string): Promise<void> {
    const onDemand = [...this.onDemand.values()].find((entry) => entry.id === id);
    onDemand?.tunnel.close();
    await this.live.get(id)?.stop();
  }

  /**
   * A connection from an SSH host onwards for a console of this program, through a tunnel
   * without a port that all its connections to that target share and the last one closes.
   *
   * @throws AppError as opening an SSH connection, `ssh.forward-refused`, `tunnels.stalled`, or
   *   the signal's reason
   */
  connect(
    endpointId: string,
    host: string,
    port: number,
    signal: AbortSignal,
  ): Promise<CarriedConnection> {
    // A changed endpoint must not be given the connection of the old one.
    const detail = JSON.stringify(this.sshEndpoint(endpointId).detail);
    const key = `${endpointId} ${detail} ${hostPort(host, port)}`;
    const found = this.onDemand.get(key);
    if (found?.tunnel.live) return found.tunnel.use(signal);
    const parts = this.partsFor(endpointId, '', 'queries');
    const tunnel = new OnDemandTunnel(host, port, parts, () => {
      if (this.onDemand.get(key)?.tunnel === tunnel) this.onDemand.delete(key);
      this.changed();
    });
    this.onDemand.set(key, { id: newId(), key, tunnel });
    return tunnel.use(signal);
  }

  /** Ends every tunnel. */
  async dispose(): Promise<void> {
    this.disposed = true;
    for (const { tunnel } of this.onDemand.values()) tunnel.close();
    await Promise.all([...this.live.values()].map((tunnel) => tunnel.stop()));
    if (this.publishing) clearTimeout(this.publishing);
  }

  private described(definition: TunnelDefinition): Tunnel {
    const { id, endpointId, name, kind } = definition;
    const target = targetOf(definition);
    const state = this.live.get(id)?.status() ?? nothingYet;
    return { id, definition, endpointId, name, kind, target, startedBy: 'user', ...state };
  }

  private partsFor(endpointId: string, name: string, startedBy: Tunnel['startedBy']): TunnelParts {
    const { ssh, audit, log, profile } = this.parts;
    const { host } = this.sshEndpoint(endpointId).detail;
    return {
      open: (signal) => ssh.open(endpointId, signal, 'tunnel'),
      pause: (attempt, signal) => ssh.pause(attempt, signal),
      audit: (kind, detail) => {
        try {
          audit.append({ kind, target: host, detail: { name, startedBy, ...detail } });
        } catch (error) {
          // What ends must end all the same; only an opening waits for its row.
          if (kind === 'tunnel-opened') throw error;
          log.warn('the end of a tunnel could not be written down', { error: String(error) });
        }
      },
      changed: () => this.changed(),
      moved: () => {
        // Streams say their good-byes a moment after everything was ended.
        if (!this.disposed) this.publishing ??= setTimeout(() => this.changed(), publishMs);
      },
      now: () => profile.clock.now(),
    };
  }

  private changed(): void {
    if (this.publishing) clearTimeout(this.publishing);
    this.publishing = null;
    this.parts.events.changed('tunnels');
  }

  /** A port that another tunnel of this program has is named by that tunnel. */
  private namingOurs(error: unknown): unknown {
    if (!(error instanceof AppError) || !error.code.startsWith('tunnels.port-taken')) return error;
    const { host, port } = error.params;
    const ours = this.list().find(
      ({ kind, listen }) => kind !== 'remote' && listen?.endsWith(`:${String(port)}`),
    );
    return ours
      ? new AppError('tunnels.port-taken-by', {
          host: host ?? '',
          port: port ?? 0,
          owner: ours.name,
        })
      : error;
  }

  private definition(id: string): TunnelDefinition {
    const definition = this.store.get(id);
    if (!definition) throw new AppError('entity.not-found', { id });
    return definition;
  }

  private sshEndpoint(id: string) {
    const endpoint = this.parts.endpoint(id);
    const { detail } = endpoint;
    if (detail.kind !== 'ssh') throw new AppError('entity.not-found', { id });
    return { ...endpoint, detail };
  }

  private commit(kind: 'create' | 'set', id: string, fields: TunnelFields): void {
    this.parts.profile.journal.commit([{ kind, entity: 'tunnel', id, fields: { ...fields } }]);
    this.changed();
  }
}

/** All of a definition but its name. */
function wayOf({
  endpointId,
  kind,
  listenHost,
  listenPort,
  targetHost,
  targetPort,
}: TunnelDefinition) {
  return { endpointId, kind, listenHost, listenPort, targetHost, targetPort };
}
