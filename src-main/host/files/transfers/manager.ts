import { AppError } from '../../../contract/errors';
import type { FilePlace, Transfer } from '../../../contract/files';
import { guardStorage } from '../../../kit/database';
import { newId } from '../../../kit/ids';
import type { Log } from '../../../kit/log';
import type { AuditService } from '../../audit/index';
import type { EventHub } from '../../events';
import type { HeldLease, LeaseService } from '../../leases/index';
import type { OpenProfile } from '../../profile/index';
import type { RunningTask, TaskService } from '../../tasks/index';
import { decodeName, nameOf, pathOf } from '../paths';
import type { Sides } from '../sides';
import { TransferStore, type KeptTransfer } from '../store';
import { runAttempts, type Pause } from './attempts';
import { TransferAudit } from './audit';
import { Drops } from './drops';
import { TransferEntry } from './entry';
import { TransferJob } from './job';
import type { Choice } from './placing';
import { hostOf, isOpen, newTransfer } from './transfer';

/** How often transfers of processes that ended are looked for. */
const takeOverMs = 2000;
/** Transfers of one host that run side by side. */
const atOnce = 2;

/** What {@link Transfers} is given. */
export interface TransfersParts {
  profile: OpenProfile;
  events: EventHub;
  tasks: TaskService;
  audit: AuditService;
  leases: LeaseService;
  log: Log;
  sides: Sides;
  pause: Pause;
}

/** Transfers of this device: those of this process run here, those of others are shown. */
export class Transfers {
  private readonly parts: TransfersParts;
  private readonly store: TransferStore;
  private readonly audit: TransferAudit;
  private readonly entries = new Map<string, TransferEntry>();
  private readonly queue: TransferEntry[] = [];
  /** Files whose bytes a page sends. */
  readonly drops: Drops;
  /** Says to other processes that this one is there for its transfers. */
  private readonly owner = `files.transfers.${newId()}`;
  private presence: HeldLease | null = null;
  private watch: ReturnType<typeof setInterval> | null = null;
  private disposed = false;

  constructor(parts: TransfersParts) {
    this.parts = parts;
    this.store = new TransferStore(parts.profile.db);
    this.audit = new TransferAudit(parts.audit, parts.sides, parts.log);
    this.drops = new Drops({
      sides: parts.sides,
      pause: parts.pause,
      audit: this.audit,
      now: () => parts.profile.clock.now(),
      keep: (transfer, choice) =>
        this.keep({ transfer, onExisting: choice, isDrop: true, owner: this.owner }),
      run: (entry, work) => this.run(entry, work),
      find: (id) => this.entries.get(id),
    });
  }

  /** Transfers that run or wait here; a test counts them. */
  get open(): number {
    return [...this.entries.values()].filter(({ control }) => control !== null).length;
  }

  /** Every transfer, also those of other processes on the profile, in the order of their start. */
  list(): Transfer[] {
    const mine = [...this.entries.values()].map(({ transfer, rate }) => ({ ...transfer, rate }));
    const others = this.store
      .recent()
      .filter(({ transfer }) => !this.entries.has(transfer.id))
      .map(({ transfer }) => transfer);
    return [...others, ...mine].toSorted((a, b) => a.startedAt - b.startedAt);
  }

  /** Puts a file or folder in line. @throws AppError `entity.not-found` */
  add(source: FilePlace, target: FilePlace, choice: Choice): Transfer {
    const isUpload = source.endpointId === null;
    const { endpoint } = this.parts.sides.place(source.endpointId ?? target.endpointId ?? '');
    const { name: host, detail } = endpoint;
    const encoding = !isUpload && detail.kind === 'ssh' ? detail.encoding : 'utf-8';
    const transfer = newTransfer({
      startedAt: this.parts.profile.clock.now(),
      direction: isUpload ? 'upload' : 'download',
      source,
      target,
      name: decodeName(nameOf(pathOf(source.path)), encoding) || host,
      host,
    });
    const kept = { transfer, onExisting: choice, isDrop: false, owner: this.owner };
    this.enqueue(this.keep(kept), false);
    return { ...transfer };
  }

  /** @throws AppError `files.transfer-gone` when nothing is asked */
  answer(id: string, choice: Exclude<Choice, 'ask'>, forAll: boolean): void {
    this.entry(id).answer(choice, forAll);
  }

  /** Stops a transfer; what has arrived is kept for going on. @throws AppError `files.transfer-gone` */
  cancel(id: string): void {
    const entry = this.entry(id);
    const place = this.queue.indexOf(entry);
    if (place < 0) entry.control?.abort(new AppError('wire.cancelled'));
    else {
      this.queue.splice(place, 1);
      this.end(entry, 'cancelled', null);
    }
  }

  /** Goes on with a failed or cancelled one. @throws AppError `files.transfer-gone` */
  resume(id: string): Transfer {
    const kept =
      this.entries.get(id)?.kept ?? this.store.all().find(({ transfer }) => transfer.id === id);
    if (!kept || kept.isDrop) throw new AppError('files.transfer-gone', { id });
    const { transfer } = kept;
    if (isOpen(transfer) && !this.isAbandoned(kept)) return { ...transfer };
    if (kept.owner !== this.owner && !this.store.claim(kept, this.owner)) return { ...transfer };
    Object.assign(transfer, { error: null, endedAt: null, question: null, sourceGrew: false });
    Object.assign(transfer, { filesDone: 0, bytesDone: 0, resumedFrom: 0 });
    this.enqueue(this.keep({ ...kept, owner: this.owner }), true);
    return { ...transfer };
  }

  /** Takes ended ones off the list. */
  clear(): void {
    for (const { transfer } of this.store.all()) {
      if (isOpen(transfer)) continue;
      this.entries.delete(transfer.id);
      guardStorage(this.parts.profile.folder, () => this.store.remove(transfer.id));
    }
    this.parts.events.changed('files');
  }

  /**
   * From now on goes on with what other processes have left when they ended. One that was
   * killed is known to be gone some seconds later.
   */
  takeOver(): void {
    this.resumeAbandoned();
    this.watch ??= setInterval(() => {
      try {
        this.resumeAbandoned();
      } catch (error) {
        // A disk that was unplugged: whoever needs it next is told why; a timer has nobody to tell.
        this.parts.log.warn('abandoned transfers were not looked for', { error: String(error) });
      }
    }, takeOverMs);
    this.watch.unref();
  }

  /** Goes on with what a process that ended has left. Drops cannot: their page is gone. */
  resumeAbandoned(): void {
    for (const kept of this.store.recent()) {
      if (this.entries.has(kept.transfer.id)) continue;
      if (!isOpen(kept.transfer) || !this.isAbandoned(kept)) continue;
      if (!kept.isDrop) this.resume(kept.transfer.id);
      else if (this.store.claim(kept, this.owner))
        this.end(this.keep({ ...kept, owner: this.owner }), 'cancelled', null);
    }
  }

  /** Stops everything; what was under way goes on at the next start. */
  async dispose(): Promise<void> {
    this.disposed = true;
    if (this.watch) clearInterval(this.watch);
    this.queue.length = 0;
    const running = [...this.entries.values()].filter(({ control }) => control !== null);
    for (const { control } of running) control?.abort(new AppError('wire.cancelled'));
    await Promise.allSettled(running.map(({ ended }) => ended));
    for (const { progress } of this.entries.values()) progress.dispose();
    this.presence?.release();
  }

  private isAbandoned({ owner }: KeptTransfer): boolean {
    return owner !== this.owner && this.parts.leases.holder(owner) === null;
  }

  private keep(kept: KeptTransfer): TransferEntry {
    const { events, leases, log, profile } = this.parts;
    this.presence ??= leases.tryTake(this.owner);
    const { id } = kept.transfer;
    const entry = new TransferEntry(kept, {
      save: (changed) => guardStorage(profile.folder, () => this.store.save(changed)),
      unsaved: (error) =>
        log.warn('the state of a transfer could not be kept', { id, error: String(error) }),
      changed: () => events.changed('files', id),
    });
    this.entries.set(id, entry);
    entry.save();
    events.changed('files', id);
    return entry;
  }

  private enqueue(entry: TransferEntry, isResumed: boolean): void {
    const { transfer } = entry;
    transfer.state = 'queued';
    entry.job = new TransferJob({
      local: this.parts.sides.local,
      transfer,
      choice: entry.kept.onExisting,
      isResumed,
      onBytes: (bytes) => entry.progress.add(bytes),
      onChange: () => entry.changed(),
      ask: (question, signal) => entry.ask(question, signal),
      onFiles: (copies) => this.audit.files(transfer, copies),
    });
    entry.save();
    this.queue.push(entry);
    this.admit();
  }

  /** Starts what is first in line for each host that has room. */
  private admit(): void {
    for (const entry of this.queue.slice()) {
      const host = hostOf(entry.transfer);
      const running = [...this.entries.values()].filter(
        ({ control, kept }) => control && !kept.isDrop && hostOf(kept.transfer) === host,
      );
      if (running.length >= atOnce) continue;
      this.queue.splice(this.queue.indexOf(entry), 1);
      const { sides, pause } = this.parts;
      entry.ended = this.run(entry, (signal) =>
        runAttempts(entry, host ?? '', sides, pause, signal),
      );
    }
  }

  /** Runs work as a task and ends the transfer as the work ended. */
  private async run(
    entry: TransferEntry,
    work: (signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const control = new AbortController();
    entry.control = control;
    entry.transfer.state = 'running';
    const asTask = (task: RunningTask): Promise<void> => {
      const stop = (): void => control.abort(new AppError('wire.cancelled'));
      task.signal.addEventListener('abort', stop, { once: true });
      return entry.following(task, () => work(control.signal));
    };
    try {
      await this.parts.tasks.run('transfer', entry.transfer.name, asTask);
      this.end(entry, 'done', null);
    } catch (error) {
      if (control.signal.aborted) this.end(entry, 'cancelled', null);
      else this.end(entry, 'failed', this.expected(error));
    }
    if (!this.disposed) this.admit();
  }

  private end(
    entry: TransferEntry,
    state: 'done' | 'failed' | 'cancelled',
    failure: AppError | null,
  ): void {
    // A program that is closed goes on at its next start: its transfers are not cancelled.
    if (this.disposed && state === 'cancelled' && !entry.kept.isDrop) {
      entry.control = null;
      entry.transfer.state = 'waiting';
      entry.note();
      return;
    }
    entry.end(state, failure, this.parts.profile.clock.now());
    if (state !== 'done') this.audit.ended(entry.transfer);
  }

  private expected(error: unknown): AppError {
    if (error instanceof AppError) return error;
    this.parts.log.error('a transfer failed', error, {});
    return new AppError('internal', { detail: 'transfer' });
  }

  private entry(id: string): TransferEntry {
    const entry = this.entries.get(id);
    if (!entry) throw new AppError('files.transfer-gone', { id });
    return entry;
  }
}
