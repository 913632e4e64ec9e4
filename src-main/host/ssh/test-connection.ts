import type { Duplex } from 'node:stream';
import type { SshTestStep } from '../../contract/ssh';
import { AppError } from '../../contract/errors';
import type { SshEndpoint } from '../../contract/systems';
import type { ConnectStage } from './connect';
import { clockOffset, readClock, type ClockSample } from './probe-clock';
import { probeCommand, shellQuestion, sudoPasswordCommand, type ProbeName } from './probe-commands';
import { readLocale } from './probe-locale';
import { runProbe, type ProbeRunner } from './probe-run';
import { oneLine, readShell, type ProbeAnswer, type ShellKind } from './probe-shell';
import { readSudo, readSudoPassword } from './probe-sudo';
import { readSystem } from './probe-system';
import { readTools, readWindowsTools } from './probe-tools';
import type { Station } from './route';
import { SftpClient } from './sftp/index';
import { HopWatch } from './test-connection-hops';
import { StepQueue, type StepEnd, type StepName } from './test-connection-steps';

/** A connection of its own, made for the test. */
export interface TestLink extends ProbeRunner {
  subsystem(name: string): Promise<Duplex>;
  /** Ends it, with the connections it goes through. */
  end(): void;
}

/** What {@link testConnection} is given. */
export interface TestParts {
  endpoint: Pick<SshEndpoint, 'username' | 'encoding' | 'sudo'>;
  /** The way to the host, the host last. */
  stations: readonly Station[];
  connect: (
    onStage: (hop: number, stage: ConnectStage) => void,
    signal: AbortSignal,
  ) => Promise<TestLink>;
  /** @throws AppError `ssh.sudo-password-missing`, `secret.missing` */
  sudoPassword: () => string;
  /** Told of every question before it is asked; what it throws keeps it from being asked. */
  onCommand: (command: string) => void;
  signal?: AbortSignal;
}

/** A clock this far off makes times of two machines hard to compare. */
const noticeableMs = 2000;
const clockSamples = 5;

/**
 * Connects once and looks at what the host offers. Each step comes as `running` and again with
 * its end. When the connection itself fails, everything after it is `skipped`; a question to
 * the host that fails leaves the others to be asked.
 *
 * @throws AppError `wire.cancelled` when the signal is aborted
 */
export async function* testConnection(
  parts: TestParts,
): AsyncGenerator<readonly SshTestStep[], void> {
  const steps = new StepQueue(parts.stations.map(({ name }) => name));
  const stop = new AbortController();
  const signal = parts.signal ? AbortSignal.any([parts.signal, stop.signal]) : stop.signal;
  const work = new Test(parts, steps, signal).run().finally(() => steps.close());
  // Said again below, to whoever reads to the end.
  work.catch(() => undefined);
  try {
    yield* steps;
    await work;
  } finally {
    // Whoever leaves early ends the test, and the connection with it.
    stop.abort();
    await work.catch(() => undefined);
  }
}

const hostSteps = ['session', 'system', 'tools', 'locale', 'clock', 'sudo', 'sftp'] as const;
type HostStep = (typeof hostSteps)[number];

class Test {
  private readonly parts: TestParts;
  private readonly steps: StepQueue;
  private readonly signal: AbortSignal;
  private readonly host: number;
  private shell: ShellKind = 'unknown';

  constructor(parts: TestParts, steps: StepQueue, signal: AbortSignal) {
    this.parts = parts;
    this.steps = steps;
    this.signal = signal;
    this.host = parts.stations.length - 1;
  }

  async run(): Promise<void> {
    const link = await this.connect();
    if (!link) {
      for (const step of hostSteps) this.steps.skip(step, this.host);
      return;
    }
    try {
      for (const step of hostSteps) await this.step(step, link);
    } finally {
      link.end();
    }
  }

  private async connect(): Promise<TestLink | null> {
    const watch = new HopWatch(this.parts.stations, this.steps);
    watch.begin();
    try {
      return await this.parts.connect((hop, stage) => watch.reached(hop, stage), this.signal);
    } catch (error) {
      if (this.signal.aborted) throw new AppError('wire.cancelled');
      watch.failed(error);
      return null;
    }
  }

  private async step(step: HostStep, link: TestLink): Promise<void> {
    if (!this.applies(step)) {
      this.steps.skip(step satisfies StepName, this.host);
      return;
    }
    this.steps.begin(step, this.host);
    try {
      this.steps.end(await this.asks[step](link));
    } catch (error) {
      if (this.signal.aborted) throw new AppError('wire.cancelled');
      if (!(error instanceof AppError)) throw error;
      if (step === 'session') this.shell = 'none';
      this.steps.end({ state: 'failed', error });
    }
  }

  /** Where nobody may run anything there is nothing to ask; files may be had all the same. */
  private applies(step: HostStep): boolean {
    if (step === 'session' || step === 'sftp') return true;
    if (this.shell === 'none') return false;
    return probeCommand(step, this.shell) !== null;
  }

  private readonly asks: Record<HostStep, (link: TestLink) => Promise<StepEnd>> = {
    session: async (link) => {
      this.parts.onCommand(shellQuestion);
      const answer = await runProbe(link, shellQuestion, this.signal);
      const { kind, facts } = readShell(answer);
      this.shell = kind;
      if (kind === 'none') {
        const { username } = this.parts.endpoint;
        const detail = String(facts['says'] ?? '');
        return {
          state: 'failed',
          facts,
          error: new AppError('ssh.no-shell', { host: link.host, username, detail }),
        };
      }
      const odd = kind === 'unknown' || facts['noise'] !== undefined;
      return { state: odd ? 'warning' : 'ok', facts };
    },
    system: async (link) => {
      const answer = await this.ask('system', link);
      const facts = readSystem(answer);
      return facts ? { state: 'ok', facts } : this.silent(answer);
    },
    tools: async (link) => {
      const answer = await this.ask('tools', link);
      const windows = this.shell === 'cmd' || this.shell === 'powershell';
      const { facts, lacking } = windows ? readWindowsTools(answer) : readTools(answer);
      return { state: lacking ? 'warning' : 'ok', facts };
    },
    locale: async (link) => {
      const { encoding } = this.parts.endpoint;
      const { facts, better } = readLocale(await this.ask('locale', link), encoding);
      return { state: better === null ? 'ok' : 'warning', facts: { ...facts, endpoint: encoding } };
    },
    clock: async (link) => {
      const samples: ClockSample[] = [];
      for (let count = 0; count < clockSamples; count += 1) {
        const command = this.command('clock');
        // The same question several times is one entry of the audit log.
        if (count === 0) this.parts.onCommand(command);
        const before = Date.now();
        const answer = await runProbe(link, command, this.signal);
        const sample = readClock(answer, before, Date.now());
        if (!sample) break;
        samples.push(sample);
      }
      const offset = clockOffset(samples);
      if (!offset) return { state: 'warning', facts: { offsetMs: null } };
      const certain = Math.abs(offset.offsetMs) - offset.errorMs;
      const zone = samples[0]?.zone ?? '';
      return {
        state: certain > noticeableMs ? 'warning' : 'ok',
        facts: { ...offset, ...(zone === '' ? {} : { zone: oneLine(zone) }) },
      };
    },
    sudo: (link) => this.askSudo(link),
    sftp: async (link) => {
      const client = await SftpClient.start(await link.subsystem('sftp'), {
        host: link.host,
        port: link.port,
      });
      try {
        const home = await client.realPath(Buffer.from('.'));
        return { state: 'ok', facts: { version: 3, home: oneLine(home.toString()) } };
      } finally {
        client.session.end();
      }
    },
  };

  private ask(name: ProbeName, link: TestLink): Promise<ProbeAnswer> {
    const command = this.command(name);
    this.parts.onCommand(command);
    return runProbe(link, command, this.signal);
  }

  private command(name: ProbeName): string {
    return probeCommand(name, this.shell) ?? '';
  }

  /** Something answered, but not to the question. */
  private silent(answer: ProbeAnswer): StepEnd {
    return { state: 'warning', facts: { says: oneLine(`${answer.stdout} ${answer.stderr}`) } };
  }

  /** A stored password is tried once: a wrong one may lock the account. */
  private async askSudo(link: TestLink): Promise<StepEnd> {
    const wanted = this.parts.endpoint.sudo;
    const found = readSudo(await this.ask('sudo', link));
    const { username } = this.parts.endpoint;
    if (wanted === 'none') return { state: 'ok', facts: { sudo: found } };
    if (wanted === 'free')
      return found === 'free'
        ? { state: 'ok', facts: { sudo: found } }
        : { state: 'warning', facts: { sudo: found, expected: wanted } };
    if (found === 'none' || found === 'terminal' || found === 'refused')
      return { state: 'warning', facts: { sudo: found, expected: wanted } };
    const password = this.parts.sudoPassword();
    this.parts.onCommand(sudoPasswordCommand);
    const answer = await runProbe(link, sudoPasswordCommand, this.signal, `${password}\n`);
    const outcome = readSudoPassword(answer);
    if (outcome === 'works') return { state: 'ok', facts: { sudo: found, works: true } };
    const detail = oneLine(answer.stderr);
    return {
      state: 'failed',
      facts: { sudo: found, works: false },
      error: new AppError('ssh.sudo-refused', { host: link.host, username, detail }),
    };
  }
}
