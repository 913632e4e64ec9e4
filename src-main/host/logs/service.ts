import { AppError } from '../../contract/errors';
import type { LogProvenance } from '../../contract/log-evidence';
import type { LogLine, TailState } from '../../contract/logs';
import type { Endpoint, System } from '../../contract/systems';
import { newId } from '../../kit/ids';
import type { Log } from '../../kit/log';
import type { EventHub } from '../events';
import type { LeaseService } from '../leases/index';
import { sealedName, sealedNames, type OpenProfile } from '../profile/index';
import type { ReconnectPauses, SshService } from '../ssh/index';
import type { TaskService } from '../tasks/index';
import { Tail } from './tail';
import { TailTurn } from './turn';

/** Connecting that takes longer stands in the task list. */
const taskAfterMs = 1000;

/** What {@link LogService} is given. */
export interface LogServiceParts {
  profile: OpenProfile;
  events: EventHub;
  tasks: TaskService;
  log: Log;
  ssh: SshService;
  /** A log is followed by one process on the profile at a time. */
  leases: LeaseService;
  /** An endpoint with the system it belongs to. @throws AppError `entity.not-found` */
  place: (endpointId: string) => { endpoint: Endpoint; system: System };
  /** Last lines a new tail begins with, where the caller does not say. */
  defaultLines: () => number;
  /** Pauses before reconnecting; 1 s to 30 s by default. */
  pauses?: ReconnectPauses;
}

/** What `cases` needs to keep log lines as evidence; the hash is taken where they are stored. */
export interface LogExcerpt {
  title: string;
  pieces: Iterable<Buffer>;
  origin: Omit<LogProvenance, 'kind' | 'sha256'>;
}

interface OpenTail {
  tail: Tail;
  capture: string;
  name: string;
  system: string;
  environment: string;
}

/** Live tails of this profile. Their captures are encrypted and go away with them. */
export class LogService {
  private readonly parts: LogServiceParts;
  private readonly tails = new Map<string, OpenTail>();
  private readonly turns = new Map<string, TailTurn>();
  private readonly stopListening: () => void;

  constructor(parts: LogServiceParts) {
    this.parts = parts;
    this.dropLeftovers();
    this.stopListening = parts.events.on((event) => {
      if (event.type !== 'changed' || event.feature !== 'leases') return;
      for (const { tail } of this.tails.values()) if (tail.isElsewhere()) tail.ownerChanged();
    });
  }

  /** Tails that are open; a test counts them. */
  get open(): number {
    return this.tails.size;
  }

  /**
   * Opens a tail and returns at once; connecting and its failures are states of the tail.
   *
   * @throws AppError `entity.not-found`, `profile.disk-full`, `profile.read-only`
   */
  start(endpointId: string, lines?: number): TailState {
    const { profile, ssh, log, events } = this.parts;
    const { endpoint, system } = this.parts.place(endpointId);
    const { detail } = endpoint;
    if (detail.kind !== 'log') throw new AppError('entity.not-found', { id: endpointId });
    const server = this.parts.place(detail.sshId).endpoint.detail;
    if (server.kind !== 'ssh') throw new AppError('entity.not-found', { id: detail.sshId });
    const { name } = endpoint;
    const capture = sealedName();
    const turn = this.turn(endpointId);
    const tail: Tail = new Tail({
      id: newId(),
      endpointId,
      name,
      host: server.host,
      username: server.username,
      log: detail,
      lines: lines ?? this.parts.defaultLines(),
      file: profile.createSealed('captures', capture),
      connect: async (signal) => {
        await turn.mine(signal);
        return ssh.open(detail.sshId, signal);
      },
      owner: () => turn.owner(),
      pause: (failures, signal) => ssh.pause(failures, signal, this.parts.pauses),
      now: () => profile.clock.now(),
      report: (error) => log.error('a tail failed', error),
      onStateChange: () => events.changed('logs', tail.id),
    });
    const entry = { tail, capture, name, system: system.name, environment: system.environment };
    this.tails.set(tail.id, entry);
    this.showSlowConnecting(tail, name);
    events.changed('logs', tail.id);
    return tail.state();
  }

  list(): TailState[] {
    return [...this.tails.values()].map(({ tail }) => tail.state());
  }

  /** @throws AppError `logs.tail-gone` */
  follow(id: string, signal: AbortSignal): AsyncGenerator<TailState[], void> {
    return this.get(id).tail.follow(signal);
  }

  window(id: string, from: number, count: number, matched: boolean): LogLine[] {
    return this.get(id).tail.window(from, count, matched);
  }

  line(id: string, line: number): { text: string; bytes: number } {
    return this.get(id).tail.line(line);
  }

  filter(id: string, text: string): TailState {
    return this.get(id).tail.setFilter(text);
  }

  reconnect(id: string): void {
    this.get(id).tail.reconnect();
  }

  /**
   * The exact remote bytes of lines with their provenance, to be kept as evidence.
   *
   * @param lines line numbers in the tail, from 0; those that are not here are left out
   * @throws AppError `logs.tail-gone`, `cases.nothing-selected`
   */
  async excerpt(id: string, lines: readonly number[]): Promise<LogExcerpt> {
    const { tail, name, system, environment } = this.get(id);
    const { pieces, origin } = tail.excerpt(lines);
    return {
      title: `${name} · ${origin.path}`,
      pieces,
      origin: { system, environment, ...origin },
    };
  }

  /** Ends a tail; closing one that is gone already is no failure. */
  async close(id: string): Promise<void> {
    const entry = this.tails.get(id);
    if (!entry) return;
    this.tails.delete(id);
    await entry.tail.close();
    this.leaveTurn(entry.tail.endpointId);
    this.parts.profile.removeSealed('captures', entry.capture);
    this.parts.events.changed('logs', id);
  }

  async dispose(): Promise<void> {
    this.stopListening();
    await Promise.all([...this.tails.keys()].map((id) => this.close(id)));
  }

  private get(id: string): OpenTail {
    const entry = this.tails.get(id);
    if (!entry) throw new AppError('logs.tail-gone');
    return entry;
  }

  /** A share in the turn of a log; {@link leaveTurn} gives it back. */
  private turn(endpointId: string): TailTurn {
    const turn =
      this.turns.get(endpointId) ??
      new TailTurn({
        leases: this.parts.leases,
        endpointId,
        report: () => this.followerOf(endpointId),
        lost: () => {
          for (const { tail } of this.tails.values())
            if (tail.endpointId === endpointId) tail.interrupt();
        },
      });
    this.turns.set(endpointId, turn);
    turn.users += 1;
    return turn;
  }

  private leaveTurn(endpointId: string): void {
    const turn = this.turns.get(endpointId);
    if (!turn) return;
    turn.users -= 1;
    if (turn.users > 0) return;
    this.turns.delete(endpointId);
    turn.release();
  }

  /** What other processes are told of the tails of a log. */
  private followerOf(endpointId: string) {
    const entry = [...this.tails.values()].find(({ tail }) => tail.endpointId === endpointId);
    return entry?.tail.report() ?? { state: 'connecting' as const, bytes: 0, lines: 0 };
  }

  private showSlowConnecting(tail: Tail, name: string): void {
    const timer = setTimeout(() => {
      void this.parts.tasks.run('tail', name, async ({ signal }) => {
        const stop = (): void => void this.close(tail.id);
        signal.addEventListener('abort', stop);
        await tail.firstTried;
        signal.removeEventListener('abort', stop);
      });
    }, taskAfterMs);
    timer.unref();
    void tail.firstTried.then(() => clearTimeout(timer));
  }

  /** Captures of a process that was killed. One that another process still reads stays readable to it. */
  private dropLeftovers(): void {
    const { profile, log } = this.parts;
    for (const name of sealedNames(profile, 'captures')) {
      // Those that are kept have names with an extension; see captures/.
      if (name.includes('.')) continue;
      try {
        profile.removeSealed('captures', name);
      } catch (error) {
        // Windows refuses while another process has it open.
        log.warn('a capture could not be removed', { name, error: String(error) });
      }
    }
  }
}
