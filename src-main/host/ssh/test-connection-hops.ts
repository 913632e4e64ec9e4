import { AppError, type ErrorCode } from '../../contract/errors';
import type { ConnectStage } from './connect';
import { oneLine, type ProbeFacts } from './probe-shell';
import type { Station } from './route';
import type { StepName, StepQueue } from './test-connection-steps';

/** Steps of a hop; a proxy is only found and connected to. */
const hopSteps = ['name', 'connect', 'host-key', 'login'] as const;
type HopStep = (typeof hopSteps)[number];

/** The step that a failure belongs to, whenever it happened. */
const stepOfFailure: Partial<Record<ErrorCode, HopStep>> = {
  'ssh.name-unknown': 'name',
  'ssh.refused': 'connect',
  'ssh.unreachable': 'connect',
  'ssh.proxy-failed': 'connect',
  'ssh.forward-refused': 'connect',
  'ssh.host-key-unknown': 'host-key',
  'ssh.host-key-changed': 'host-key',
  'ssh.known-hosts-revoked': 'host-key',
  'ssh.algorithms': 'host-key',
  'ssh.auth-failed': 'login',
  'ssh.password-missing': 'login',
  'ssh.password-expired': 'login',
  'ssh.key-passphrase-needed': 'login',
  'ssh.key-passphrase-wrong': 'login',
  'ssh.key-unreadable': 'login',
  'ssh.agent-unavailable': 'login',
  'ssh.certificate-unsupported': 'login',
  'ssh.interaction-needed': 'login',
  'ssh.interaction-cancelled': 'login',
  'secret.missing': 'login',
};

/** Steps of a station, in their order. */
function stepsOf(station: Pick<Station, 'endpointId'>): readonly StepName[] {
  return station.endpointId === null ? hopSteps.slice(0, 2) : hopSteps;
}

/** Follows a connection hop by hop and turns its stages into steps. */
export class HopWatch {
  private readonly stations: readonly Station[];
  private readonly steps: StepQueue;
  private hop = 0;

  constructor(stations: readonly Station[], steps: StepQueue) {
    this.stations = stations;
    this.steps = steps;
  }

  begin(): void {
    this.steps.begin('name', 0);
  }

  /**
   * A stage of one of the hops was reached. A server that is asked for its host keys one after
   * the other is connected to several times: only what goes on is told.
   */
  reached(hop: number, stage: ConnectStage): void {
    while (this.hop < hop && this.steps.running) this.pass();
    switch (stage.stage) {
      case 'resolved':
        if (this.isAt('name')) this.passName({ address: stage.address });
        return;
      case 'connected': {
        // Behind a proxy or jump host, the name is looked up over there.
        if (this.isAt('name')) this.passName({ resolvedBy: this.stations[hop - 1]?.name ?? '' });
        if (!this.isAt('connect')) return;
        const facts: ProbeFacts = {};
        if (stage.latencyMs !== null) facts['latencyMs'] = Math.round(stage.latencyMs * 10) / 10;
        this.steps.end({ state: 'ok', facts });
        if (this.isProxy) this.next();
        else this.steps.begin('host-key', hop);
        return;
      }
      case 'host-key': {
        if (!this.isAt('host-key')) return;
        const { type, fingerprint } = stage.key;
        const facts: ProbeFacts = { type, fingerprint };
        if (stage.source !== '') facts['source'] = stage.source;
        this.steps.end({ state: 'ok', facts });
        this.steps.begin('login', hop);
        return;
      }
      case 'logged-in': {
        if (!this.isAt('login')) return;
        const { method, methods, server, banner } = stage;
        const facts: ProbeFacts = { method, methods: oneLine(methods), server: oneLine(server) };
        if (banner.trim() !== '') facts['banner'] = oneLine(banner);
        this.steps.end({ state: 'ok', facts });
        this.next();
      }
    }
  }

  /** The connection could not be made: its step failed, what would have come after is left out. */
  failed(error: unknown): void {
    if (!(error instanceof AppError)) throw error;
    const belongsTo = stepOfFailure[error.code];
    if (!this.steps.running) {
      // Everybody was logged in when the connection broke.
      this.steps.begin('session', this.hop);
      return this.steps.end({ state: 'failed', error });
    }
    // A proxy asks for no password: one that is missing belongs to the host behind it.
    if (this.isProxy && (belongsTo === 'login' || belongsTo === 'host-key')) this.pass();
    const { hop, steps } = this;
    const own = stepsOf(this.stations[hop] ?? { endpointId: null });
    const at = steps.running?.step ?? 'name';
    const from = own.indexOf(at);
    const to = Math.max(own.indexOf(belongsTo ?? at), from);
    if (to > from) {
      // Where nobody answers, the name was found all the same; what comes before a missing
      // password was not even tried.
      steps.end({ state: own[to] === 'connect' ? 'ok' : 'skipped' });
      for (const step of own.slice(from + 1, to)) steps.skip(step, hop);
      steps.begin(own[to] ?? at, hop);
    }
    steps.end({ state: 'failed', error });
    for (const step of own.slice(to + 1)) steps.skip(step, hop);
    for (let next = hop + 1; next < this.stations.length; next += 1)
      for (const step of stepsOf(this.stations[next] ?? { endpointId: null }))
        steps.skip(step, next);
  }

  private isAt(step: StepName): boolean {
    return this.steps.running?.step === step;
  }

  private passName(facts: ProbeFacts): void {
    this.steps.end({ state: 'ok', facts });
    this.steps.begin('connect', this.hop);
  }

  private get isProxy(): boolean {
    return this.stations[this.hop]?.endpointId === null;
  }

  /** The hop is behind us, although nobody said so. */
  private pass(): void {
    if (this.isAt('name')) this.passName({});
    this.steps.end({ state: 'ok' });
    this.next();
  }

  private next(): void {
    if (this.hop + 1 < this.stations.length) this.steps.begin('name', ++this.hop);
  }
}
