import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chance } from './chance';
import { KillableFollower, NearFollower, type FollowOrder, type TestFollower } from './followers';
import { startFaultProxy, type FaultProxy } from './fault-proxy';
import { LogWriter, rotations, type LogRotation, type Verdict } from './log-writer';
import { startSshServer, type SshServer } from './ssh';

/** What goes wrong in a run. */
export const faults = [
  'cut',
  'hang',
  'delay',
  'throttle',
  'corrupt',
  'server-kill',
  'client-kill',
] as const;
export type Fault = (typeof faults)[number];

/** One run: everything in it follows from the seed. */
export interface ChaosPlan {
  seed: number;
  fault: Fault;
  rotation: LogRotation;
  transport: 'exec' | 'sftp';
  /** How often it writes and breaks; six times or more unless told. */
  rounds?: number;
}

/** What came of a run. */
export interface ChaosResult {
  plan: ChaosPlan;
  verdict: Verdict;
  bytes: number;
  /** What happened, for one that failed. */
  events: string[];
}

/** The plan of a seed: every kind of fault meets every kind of rotation in 28 seeds that follow each other. */
export function planOf(seed: number): ChaosPlan {
  const fault = faults[seed % faults.length] ?? 'cut';
  const rotation = rotations[Math.floor(seed / faults.length) % rotations.length] ?? 'rename';
  const transport = new Chance(seed).below(4) === 0 ? 'sftp' : 'exec';
  return { seed, fault, rotation, transport };
}

/** How long a run waits for the rest after the last byte was written. */
const patienceMs = 60_000;
/** Short, so that a hang is noticed within a run. */
const keepaliveMs = 400;
const longestPauseMs = 300;

/** A real server behind a proxy, for one run after the other. */
export class ChaosBed {
  private readonly server: SshServer;
  private readonly proxy: FaultProxy;
  private readonly program: string | undefined;
  private runs = 0;

  private constructor(server: SshServer, proxy: FaultProxy, program?: string) {
    this.server = server;
    this.proxy = proxy;
    this.program = program;
  }

  /** @param program the built command line, for runs in which it is killed */
  static async start(program?: string): Promise<ChaosBed> {
    const server = await startSshServer();
    return new ChaosBed(server, await startFaultProxy({ target: server }), program);
  }

  async stop(): Promise<void> {
    await this.proxy.stop();
    await this.server.stop();
  }

  /** Writes, rotates and breaks things for a while, then lets the copy be completed. */
  async run(plan: ChaosPlan): Promise<ChaosResult> {
    const { server, proxy } = this;
    const chance = new Chance(plan.seed);
    const near = mkdtempSync(join(tmpdir(), 'chaos-'));
    const far = join(server.home, `run-${(this.runs += 1)}`);
    mkdirSync(far);
    const known = readFileSync(server.knownHostsPath, 'utf8');
    writeFileSync(join(near, 'known_hosts'), known.replaceAll(`:${server.port}`, `:${proxy.port}`));
    const order: FollowOrder = {
      host: '127.0.0.1',
      port: proxy.port,
      username: server.user,
      identityPath: server.keys.ed25519.path,
      knownHostsPath: join(near, 'known_hosts'),
      path: join(far, 'app.log'),
      out: join(near, 'out'),
      ledger: join(near, 'ledger'),
      from: 'start',
      transport: plan.transport,
    };
    const client =
      plan.fault === 'client-kill'
        ? new KillableFollower(this.program)
        : new NearFollower({ keepaliveMs, longestPauseMs });
    const writer = new LogWriter(order.path, chance, chance.below(4) === 0 ? 3 : 50);
    writer.write(1 + chance.below(50));
    client.start(order);
    try {
      await this.firstBytes(order);
      const rounds = plan.rounds ?? 6 + chance.below(6);
      for (let round = 0; round < rounds; round += 1) {
        writer.write(chance.below(5) === 0 ? 20_000 : chance.below(400));
        if (chance.below(2) === 0) await writer.rotate(plan.rotation);
        if (chance.below(2) === 0) await this.break(plan.fault, chance, client, order);
        await pause(chance.below(250));
      }
      this.mend();
      writer.finish();
      client.start(order);
      const verdict = await this.outcome(writer, order, client);
      const { length } = readFileSync(order.out);
      return { plan, verdict, bytes: length, events: client.events };
    } finally {
      this.mend();
      await client.end();
      rmSync(far, { recursive: true, force: true });
      rmSync(near, { recursive: true, force: true });
    }
  }

  /** What was rotated away before the copy began is none of its business. */
  private async firstBytes({ ledger }: FollowOrder): Promise<void> {
    const until = Date.now() + patienceMs;
    while (!existsSync(ledger) && Date.now() < until) await pause(20);
  }

  private async break(
    fault: Fault,
    chance: Chance,
    client: TestFollower,
    order: FollowOrder,
  ): Promise<void> {
    const { proxy, server } = this;
    switch (fault) {
      case 'cut':
        proxy.cut({ refuseNew: chance.below(2) === 0 });
        await pause(chance.below(400));
        return proxy.resume();
      case 'hang':
        proxy.stall();
        await pause(chance.below(3000));
        return proxy.resume();
      case 'delay':
        return proxy.setDelay(chance.below(60));
      case 'throttle':
        return proxy.throttle(chance.of([null, 200_000, 1_000_000, 5_000_000]));
      case 'corrupt':
        return proxy.corrupt();
      case 'server-kill':
        return server.dropConnections();
      case 'client-kill':
        await client.kill();
        await pause(chance.below(600));
        return client.start(order);
    }
  }

  private mend(): void {
    this.proxy.resume();
    this.proxy.setDelay(0);
    this.proxy.throttle(null);
  }

  private async outcome(
    writer: LogWriter,
    order: FollowOrder,
    client: TestFollower,
  ): Promise<Verdict> {
    const until = Date.now() + patienceMs;
    for (;;) {
      const verdict = writer.compare(order.out, gapsOf(order.ledger));
      if (client.failure !== null) return { is: 'wrong', why: client.failure };
      if (verdict.is === 'complete') {
        await client.end();
        return writer.compare(order.out, gapsOf(order.ledger));
      }
      // What was not committed yet may look wrong for a moment.
      if (Date.now() > until) return verdict;
      await pause(100);
    }
  }
}

function gapsOf(ledger: string): number[] {
  if (!existsSync(ledger)) return [];
  const { marks } = JSON.parse(readFileSync(ledger, 'utf8')) as {
    marks: { at: number; event: string }[];
  };
  return marks.filter(({ event }) => event === 'gap').map(({ at }) => at);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
