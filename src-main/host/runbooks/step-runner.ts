import { AppError } from '../../contract/errors';
import { wordsIn } from '../../contract/query-document';
import type { RunbookStep, StepRun } from '../../contract/runbooks';
import type { Endpoint, SshEndpoint } from '../../contract/systems';
import type { QueriesService } from '../queries/index';
import type { SshLease, SshService } from '../ssh/index';
import type { BoundParameter } from './parameters';
import { runQueryStep, savedQuery, shownStatements } from './query-step';
import { posixStep, windowsStep } from './remote-command';
import { runStepCommand, type CommandEnd } from './run-command';
import { encodeText, prepareScript, type PreparedScript } from './script';
import { StepOutput } from './step-output';
import type { RunTranscript, StepPlace } from './transcript';

/** Characters of a script that the audit log has. */
const auditCharacters = 2000;

/** What steps need of the rest of the host. */
export interface StepRunnerParts {
  ssh: SshService;
  queries: QueriesService;
  endpoint: (id: string) => Endpoint;
  /** Endpoints of a system that are not archived. */
  endpointsOf: (systemId: string) => Endpoint[];
  reveal: (name: string) => string | null;
  now: () => number;
}

/** A step that is to be run on a host. */
export interface StepOrder {
  step: RunbookStep;
  /** Its script, or what stands in its place. */
  script: string;
  parameters: readonly BoundParameter[];
  state: StepRun;
  place: StepPlace;
  transcript: RunTranscript;
  title: string;
  changed: () => void;
  stop: AbortSignal;
}

/** Steps of one host of a run, over one connection. */
export interface HostSession {
  /** @throws AppError when it did not begin */
  run(order: StepOrder): Promise<CommandEnd>;
  /** No connection could be made: further steps would only wait for the same. */
  readonly unreachable: boolean;
  release(): void;
}

/** Runs steps on hosts and databases. */
export class StepRunner {
  private readonly parts: StepRunnerParts;
  /** Nobody can be asked for a password or a code. */
  private readonly unattended: boolean;

  constructor(parts: StepRunnerParts, unattended: boolean) {
    this.parts = parts;
    this.unattended = unattended;
  }

  /** What a step sends, for people: secrets masked. @throws AppError `runbooks.query-unknown` */
  shown(step: RunbookStep, script: string, parameters: readonly BoundParameter[]): string {
    if (step.kind === 'query') return shownStatements(savedQuery(this.parts.queries, script));
    return prepareScript(step.kind, script, parameters).shown;
  }

  session(endpointId: string): HostSession {
    let lease: SshLease | null = null;
    let gone = false;
    let unreachable = false;
    const connected = async (stop: AbortSignal): Promise<SshLease> => {
      if (lease && !gone) return lease;
      lease?.release();
      // The connection was lost between two steps, when nothing ran: it may be made anew.
      gone = false;
      const opened = await this.parts.ssh
        .open(endpointId, stop, { purpose: 'runbook', unattended: this.unattended })
        .catch((error: unknown) => {
          unreachable = true;
          throw error;
        });
      void opened.closed.then(() => {
        if (lease === opened) gone = true;
      });
      return (lease = opened);
    };
    return {
      run: async (order) => {
        const { detail, systemId } = this.parts.endpoint(endpointId);
        if (detail.kind !== 'ssh') throw new AppError('entity.not-found', { id: endpointId });
        if (order.step.kind === 'query') return this.query(order, systemId);
        return this.command(order, await connected(order.stop), detail);
      },
      get unreachable() {
        return unreachable;
      },
      release: () => lease?.release(),
    };
  }

  private async command(
    order: StepOrder,
    lease: SshLease,
    detail: SshEndpoint,
  ): Promise<CommandEnd> {
    const { step, parameters } = order;
    if (step.kind === 'query') throw new Error('a query runs on a database');
    const script = prepareScript(step.kind, order.script, parameters);
    const windows = lease.server.includes('OpenSSH_for_Windows');
    if (windows && step.kind === 'shell')
      throw new AppError('runbooks.no-interpreter', { host: lease.host, interpreter: 'sh' });
    const sudo = step.sudo && detail.sudo !== 'none';
    const remote = windows
      ? windowsStep(script)
      : posixStep(script, detail.encoding, step.sudo && !sudo);
    const encoding = windows ? 'utf-8' : detail.encoding;
    const output = this.output(order, encoding);
    try {
      return await runStepCommand(lease, {
        step: remote,
        sudo,
        timeoutMs: step.timeoutSeconds * 1000,
        stop: order.stop,
        secrets: this.secrets(parameters, detail).flatMap((value) => bytesOf(value, encoding)),
        audit: auditText(step, script),
        interpreter: interpreterOf(step, script.shell),
        output: (stream, bytes) => output.push(stream, bytes),
      });
    } finally {
      finish(output);
    }
  }

  private async query(order: StepOrder, systemId: string): Promise<CommandEnd> {
    const query = savedQuery(this.parts.queries, order.script);
    const databases = this.parts
      .endpointsOf(systemId)
      .filter(
        ({ detail }) => detail.kind === 'database' && query.dialects.includes(detail.dialect),
      );
    if (databases.length === 0)
      throw new AppError('runbooks.no-database', {
        query: wordsIn(query.title, 'zh'),
        dialect: query.dialects.join(' / '),
      });
    const output = this.output(order, 'utf-8');
    try {
      return await runQueryStep(this.parts.queries, {
        query,
        databases,
        parameters: order.parameters,
        timeoutMs: order.step.timeoutSeconds * 1000,
        stop: order.stop,
        say: (text) => void output.say(text),
      });
    } finally {
      finish(output);
    }
  }

  private output(order: StepOrder, encoding: SshEndpoint['encoding']): StepOutput {
    const { transcript, place, state, changed } = order;
    return new StepOutput({ transcript, place, state, encoding, changed, now: this.parts.now });
  }

  /** Values that must not be seen in an output. */
  private secrets(parameters: readonly BoundParameter[], detail: SshEndpoint): string[] {
    const used = parameters.flatMap(({ type, value }) =>
      type === 'secret' && value !== null ? [value] : [],
    );
    const names = [detail.sudoSecret, detail.secret].filter((name) => name !== null);
    const own = names.map((name) => this.parts.reveal(name)).filter((value) => value !== null);
    return [...used, ...own];
  }
}

/** The bytes a secret would be in an output; none when the host's encoding cannot say it. */
function bytesOf(value: string, encoding: SshEndpoint['encoding']): Buffer[] {
  try {
    return [encodeText(value, encoding)];
  } catch {
    return [];
  }
}

/** A step for the audit log; the whole of a long script is in the transcript. */
function auditText(step: RunbookStep, { shell, shown }: PreparedScript): string {
  const text = shown.length > auditCharacters ? `${shown.slice(0, auditCharacters)}…` : shown;
  return `${step.sudo ? 'sudo ' : ''}${interpreterOf(step, shell)}: ${text}`;
}

function interpreterOf(step: RunbookStep, shell: string): string {
  return step.kind === 'shell' ? shell : step.kind;
}

/** @throws what kept the output from being written, e.g. a full disk */
function finish(output: StepOutput): void {
  output.end();
  if (output.failure !== null) throw output.failure;
}
