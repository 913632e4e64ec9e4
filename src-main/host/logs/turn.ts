import type { LogSource } from '../../contract/logs';
import { orAborted } from '../../kit/abort';
import type { HeldLease, LeaseService } from '../leases/index';

/** What the owner of a turn tells the other processes of its tail. */
type TailReport = Pick<LogSource, 'state' | 'bytes' | 'lines'>;

/** What a turn is given. */
export interface TailTurnParts {
  leases: LeaseService;
  endpointId: string;
  /** The tail of this process as it is now. */
  report: () => TailReport;
  /** Another process took the turn, e.g. after this machine had slept. */
  lost: () => void;
}

/**
 * Which of the processes on the profile follows a log: one at a time. The others wait, see what
 * it does, and take over when it ends. Tails of one process share the turn.
 */
export class TailTurn {
  /** Tails that have a share in the turn. */
  users = 0;
  private readonly parts: TailTurnParts;
  private readonly name: string;
  private readonly leaving = new AbortController();
  private held: HeldLease | null = null;
  private waiting: Promise<void> | null = null;

  constructor(parts: TailTurnParts) {
    this.parts = parts;
    this.name = `tail:${parts.endpointId}`;
  }

  /** Waits until it is this process's turn. @throws AppError `wire.cancelled` */
  async mine(signal: AbortSignal): Promise<void> {
    if (this.held) return;
    this.waiting ??= this.take().finally(() => (this.waiting = null));
    await orAborted(this.waiting, signal);
  }

  /** Who follows the log in the place of this process; null while it is this one, or nobody. */
  owner(): LogSource['owner'] {
    if (this.held) return null;
    const holder = this.parts.leases.holder(this.name);
    if (!holder || holder.mine) return null;
    const report = JSON.parse(holder.state) as TailReport;
    return { pid: holder.pid, face: holder.face, ...report };
  }

  /** Lets the next process have it. */
  release(): void {
    this.leaving.abort();
    this.held?.release();
    this.held = null;
  }

  private async take(): Promise<void> {
    const { leases, report, lost } = this.parts;
    const lease = await leases.take(this.name, this.leaving.signal, () => {
      const { state, bytes, lines } = report();
      return { state, bytes, lines };
    });
    this.held = lease;
    lease.lost.addEventListener('abort', () => {
      this.held = null;
      lost();
    });
  }
}
