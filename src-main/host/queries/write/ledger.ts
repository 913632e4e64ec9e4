import type { WriteState } from '../../../contract/query-write';
import type { DatabaseEndpoint } from '../../../contract/systems';
import type { Log } from '../../../kit/log';
import { isElsewhere, thisProcess } from '../../../kit/process-mark';
import type { AuditService } from '../../audit/index';
import { auditStatement } from '../audited';
import type { StoredWrite, WriteStore } from '../write-store';

/** Writes that are remembered besides those that are open. */
const rememberedWrites = 20;

/** What is written down of a write: each statement before it is sent, and what became of it all. */
export class WriteLedger {
  private readonly store: WriteStore;
  private readonly audit: AuditService;
  private readonly log: Log;

  constructor(store: WriteStore, audit: AuditService, log: Log) {
    this.store = store;
    this.audit = audit;
    this.log = log;
  }

  /** Before a statement is sent. @param values of its parameters */
  sending(
    detail: DatabaseEndpoint,
    { id, changeId }: WriteState['permit'],
    sql: string,
    values: object,
  ): void {
    auditStatement(this.audit, detail, sql, values, { permit: id, change: changeId });
  }

  /** A write that this process has open, or is about to commit. */
  open(state: WriteState, committing = false): void {
    this.store.put({ state, owner: thisProcess(), committing });
  }

  /** How far it is; what follows does not wait for a disk that is full. */
  progress(state: WriteState): void {
    try {
      this.open(state);
    } catch (error) {
      this.log.error('a write could not be kept', error);
    }
  }

  /** Its end. It is told whether or not it can be written down. */
  ended(state: WriteState): void {
    const kept = (): void => {
      this.store.put({ state, owner: null, committing: false });
      this.store.trim(rememberedWrites);
    };
    // Each for itself: where one cannot be written the other may.
    for (const write of [() => this.audit.append(endNote(state)), kept]) {
      try {
        write();
      } catch (error) {
        this.log.error('the end of a write could not be written down', error);
      }
    }
  }

  /** Newest first, those of other processes as they were written down last; one that died has its end. */
  all(): WriteState[] {
    this.settle(false);
    return this.store.all().map(({ state }) => state);
  }

  /**
   * Gives writes an end whose process was killed: the server rolled them back with the
   * connection, unless it had been told to commit.
   *
   * @param mine those of a process of our number, too
   */
  settle(mine: boolean): void {
    for (const stored of this.store.unfinished()) {
      const { owner } = stored;
      if (owner?.pid === process.pid ? mine : !isElsewhere(owner)) this.ended(abandoned(stored));
    }
  }

  /** The other process that has a write open; null where there is none. */
  openIn(id: string): number | null {
    const owner = this.store.unfinished().find(({ state }) => state.id === id)?.owner;
    return isElsewhere(owner) ? owner.pid : null;
  }
}

function abandoned({ state, committing }: StoredWrite): WriteState {
  const lost = { code: 'sql.connection-lost', params: { host: state.host, detail: '' } };
  return {
    ...state,
    state: committing ? 'unknown' : 'lost',
    endedByItself: true,
    statements: state.statements.map((one) =>
      one.state === 'running' ? { ...one, state: 'failed', error: lost } : one,
    ),
  };
}

function endNote({ host, database, permit, state, statements }: WriteState) {
  const sent = statements.filter((one) => one.state !== 'waiting');
  return {
    kind: 'change-ended' as const,
    target: `${database} @ ${host}`,
    detail: {
      action: permit.action,
      permit: permit.id,
      change: permit.changeId,
      state,
      statements: sent.length,
      affected: sent.reduce((sum, { affected }) => sum + (affected ?? 0), 0),
    },
  };
}
