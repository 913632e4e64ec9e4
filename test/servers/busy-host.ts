/**
 * A host process that opens one of everything that goes through SSH, for the test that counts
 * what is left. Its parent sends `open` with ids, `lock` or `report`; each is answered with
 * {@link BusyReport}.
 *
 *     fork(busy-host, [FOLDER, PASSPHRASE])
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import { readStream } from '../../src-main/contract/wire/index';
import { createHost } from '../../src-main/host/index';
import { superviseCommand } from '../../src-main/host/ssh/index';
import { testPlatform } from './host';

export type BusyOrder =
  | { type: 'open'; sshId: string; logId: string; tunnelId: string; folder: string }
  | { type: 'lock' }
  | { type: 'report' };

/** What the process holds now. */
export interface BusyReport {
  /** Where the tunnel listens; null when nothing is open. */
  listen: string | null;
  channels: number;
  connections: number;
  tunnels: number;
  leases: number;
  /** Timers, sockets and other handles, by kind. */
  resources: Record<string, number>;
}

const [folder = '', passphrase = ''] = process.argv.slice(2);
const host = createHost(testPlatform(folder));
const { client } = host.connect();
let listen: string | null = null;

function report(): BusyReport {
  const resources: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
  const open = client !== null && listen !== null ? host.features() : null;
  return {
    listen,
    channels: open?.ssh.openChannels ?? 0,
    connections: open?.ssh.connections().length ?? 0,
    tunnels: open?.tunnels.openTunnels ?? 0,
    leases: open?.leases.list().length ?? 0,
    resources,
  };
}

async function openEverything(order: Extract<BusyOrder, { type: 'open' }>): Promise<void> {
  await client.vault.unlock({ passphrase });
  const { sshId: endpointId, logId, tunnelId } = order;

  const terminal = await client.terminals.open({ endpointId, columns: 80, rows: 24 });
  void drain(readStream(client, client.terminals.attach({ id: terminal.id })));
  await until(async () => (await client.terminals.list({}))[0]?.state === 'open');

  const log = await client.logs.open({ places: [{ kind: 'endpoint', endpointId: logId }] });
  void drain(readStream(client, client.logs.follow({ id: log.id })));
  await until(async () => (await client.logs.list({}))[0]?.sources[0]?.state === 'live');

  ({ listen } = await client.tunnels.start({ id: tunnelId }));
  const socket = connect(Number(listen?.split(':').at(-1)), '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'data');

  const lease = await host.features().ssh.open(endpointId);
  // Two processes, one of which does not listen to TERM.
  const script = `sleep 1000 & trap '' TERM; echo runs; while :; do sleep 1; done`;
  const command = superviseCommand(script, { graceSeconds: 1 });
  const remote = await lease.exec(command, { stdin: true });
  remote.stderr.resume();
  await once(remote.stdout, 'data');
  remote.stdout.resume();

  const listing = await client.files.open({ endpointId, path: order.folder });
  await until(async () => (await client.files.listing({ id: listing.id })).complete);
}

async function drain(stream: AsyncIterable<unknown>): Promise<void> {
  try {
    for await (const item of stream) void item;
  } catch {
    // It ends with the vault.
  }
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}

async function lock(): Promise<void> {
  // Once open before the first lock too: what only the first opening makes is no leak.
  if (listen === null) await client.vault.unlock({ passphrase });
  await client.vault.lock({});
  listen = null;
}

async function obey(order: BusyOrder): Promise<void> {
  if (order.type === 'open') await openEverything(order);
  else if (order.type === 'lock') await lock();
}

process.on('message', (order: BusyOrder) => {
  obey(order).then(
    () => process.send?.(report()),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.on('disconnect', () => process.exit());
process.send?.(report());
