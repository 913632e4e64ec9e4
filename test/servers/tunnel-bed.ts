/** A host whose only SSH endpoint is behind a fault proxy, for tests of what goes through it. */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Inputs } from '../../src-main/contract/index';
import type { Tunnel } from '../../src-main/contract/tunnels';
import { startFaultProxy, type FaultProxy } from './fault-proxy';
import { startTestHost, type TestHost } from './host';
import { startSshServer, type SshServer } from './ssh';

/** The host, its server, and short ways to open tunnels and to speak through them. */
export class TunnelBed {
  readonly at: TestHost;
  readonly ssh: SshServer;
  readonly proxy: FaultProxy;
  /** The SSH endpoint, reached through the proxy. */
  readonly endpointId: string;
  readonly systemId: string;
  private readonly servers: { server: Server; sockets: Set<Socket> }[] = [];

  private constructor(
    at: TestHost,
    ssh: SshServer,
    proxy: FaultProxy,
    ids: { endpointId: string; systemId: string },
  ) {
    this.at = at;
    this.ssh = ssh;
    this.proxy = proxy;
    this.endpointId = ids.endpointId;
    this.systemId = ids.systemId;
  }

  static async start(at?: TestHost, ssh?: SshServer): Promise<TunnelBed> {
    const host = at ?? (await startTestHost());
    const server = ssh ?? (await startSshServer());
    const proxy = await startFaultProxy({ target: server });
    const { client } = host;
    const customer = await client.systems.saveCustomer({ name: 'Tunnel works' });
    const site = await client.systems.saveSite({ customerId: customer.id, name: 'Plant' });
    const system = await client.systems.saveSystem({
      siteId: site.id,
      name: 'ERP behind a tunnel',
      platform: 'os-linux',
      environment: 'production',
    });
    await client.ssh.trust({
      host: proxy.host,
      port: proxy.port,
      fingerprint: server.hostKeyFingerprint,
    });
    const endpoint = await client.systems.saveEndpoint({
      systemId: system.id,
      name: 'gateway',
      detail: {
        kind: 'ssh',
        host: proxy.host,
        port: proxy.port,
        username: server.user,
        auth: 'key',
        identityPath: server.keys.ed25519.path,
        // A silent server is then noticed by the tunnel alone.
        keepaliveSeconds: 0,
      },
    });
    return new TunnelBed(host, server, proxy, { endpointId: endpoint.id, systemId: system.id });
  }

  get client(): TestHost['client'] {
    return this.at.client;
  }

  /** Saves a tunnel to a target and opens it. */
  async open(change: Partial<Inputs['tunnels']['save']>): Promise<Tunnel> {
    return this.client.tunnels.start({ id: await this.save(change) });
  }

  async save(change: Partial<Inputs['tunnels']['save']>): Promise<string> {
    const { endpointId } = this;
    const usual = { endpointId, name: 'a tunnel', kind: 'local', listenPort: 0 } as const;
    return (await this.client.tunnels.save({ ...usual, targetHost: '127.0.0.1', ...change })).id;
  }

  async state(id: string): Promise<Tunnel> {
    const found = (await this.client.tunnels.list({})).find((tunnel) => tunnel.id === id);
    if (!found) throw new Error('there is no such tunnel');
    return found;
  }

  /** A server on loopback; gives its port. */
  async serve(onSocket: (socket: Socket) => void): Promise<number> {
    const sockets = new Set<Socket>();
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      onSocket(socket);
    });
    this.servers.push({ server, sockets });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  /** A server that says everything back, after the other side has ended. */
  echo(): Promise<number> {
    return this.serve((socket) => {
      const parts: Buffer[] = [];
      socket.on('data', (chunk) => parts.push(chunk));
      socket.on('end', () => socket.end(Buffer.concat(parts)));
    });
  }

  async stop(): Promise<void> {
    await this.at.close();
    await this.proxy.stop();
    await this.ssh.stop();
    for (const { server, sockets } of this.servers) {
      server.close();
      for (const socket of sockets) socket.destroy();
    }
  }
}
