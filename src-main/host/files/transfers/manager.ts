import { AppError } from '../../../contract/errors';
import type { FilePlace, Transfer, TransferQuestion } from '../../../contract/files';
import { guardStorage } from '../../../kit/database';
import { newId } from '../../../kit/ids';
import type { Log } from '../../../kit/log';
import type { AuditService } from '../../audit/index';
import type { EventHub } from '../../events';
import type { HeldLease, LeaseService } from '../../leases/index';
import type { OpenProfile } from '../../profile/index';
import type { RunningTask, TaskService } from '../../tasks/index';
import { HostChecksums } from '../checksum';
import { decodeName, nameOf, pathOf } from '../paths';
import type { Sides } from '../sides';
import { TransferStore, type KeptTransfer } from '../store';
import type { Copied } from './copy';
import { DropWriter } from './drop';
import { TransferJob, type Choice } from './job';
import { Progress } from './progress';

/** Transfers of one host that run side by side. */
const atOnce = 2;
/** A restart loses at most so much of what is shown; the bytes are on the disks. */
const saveEveryMs = 2000;

/** What {@link Transfers} is given. */
export interface TransfersParts {
  profile: OpenProfile;
  events: EventHub;
  tasks: TaskService;
  audit: AuditService;
  leases: LeaseService;
  log: Log;
  sides: Sides;
  /** Waits before the next attempt to connect; see `SshService.pause`. */
  pause: (attempt: number, signal: AbortSignal) => Promise<void>;
}

interface Entry {
  kept: KeptTransfer;
  progress: Progress;
  /** Null when it is not running here. */
  control: AbortController | null;
  job: TransferJob | null;
  drop: DropWriter | null;
  answer: ((choice: Exclude<Choice, 'ask'>) => void) | null;
  savedAt: number;
  ended: Promise<void>;
}

/** Transfers of this device: those of this process run here, those of others are shown. */
export class Transfers {
  private readonly parts: TransfersParts;
  private readonly store: TransferStore;
  private readonly entries = new Map<string, Entry>();
  private readonly queue: string[] = [];
  /** Says to other processes that this one is there for its transfers. */
  private readonly owner = `files.transfers.${newId()}`;
  private presence: HeldLease | null = null;
  private disposed = false;

  constructor(parts: TransfersParts) {
    this.parts = parts;
    this.store = new TransferStore(parts.profile.db);
  }

  /** Transfers that run, wait or stand in line here; a test counts them. */
  get open(): number {
    return [...this.entries.values()].filter(({ kept }) => isOpen(kept.transfer)).length;
  }

  /** Every transfer, also those of other processes on the profile, in the order of their start. */
  list(): Transfer[] {
    return this.store
      .all()
      .map(({ transfer }) => this.shown(this.entries.get(transfer.id)?.kept.transfer ?? transfer));
  }

  /** @throws AppError `files.transfer-gone` */
  get(id: string): Transfer {
    return this.shown(this.entry(id).kept.transfer);
  }

  /** Puts a file or folder in line. */
  add(source: FilePlace, target: FilePlace, choice: Choice): Transfer {
    const isUpload = source.endpointId === null;
    const endpointId = isUpload ? target.endpointId : source.endpointId;
    const { endpoint } = this.parts.sides.place(endpointId ?? '');
    const encoding =
      !isUpload && endpoint.detail.kind === 'ssh' ? endpoint.detail.encoding : 'utf-8';
    const transfer = this.newTransfer({
      direction: isUpload ? 'upload' : 'download',
      source,
      target,
      name: decodeName(nameOf(pathOf(source.path)), encoding) || endpoint.name,
      host: endpoint.name,
    });
    const entry = this.keep({ transfer, onExisting: choice, isDrop: false, owner: this.owner });
    this.enqueue(entry);
    return this.shown(transfer);
  }

  /** Begins a file whose bytes a page sends. */
  async beginDrop(
    target: FilePlace,
    name: string,
    bytes: number,
    choice: Choice,
  ): Promise<Transfer> {
    const host = target.endpointId
      ? this.parts.sides.place(target.endpointId).endpoint.name
      : this.parts.sides.local.host;
    const transfer = this.newTransfer({
      direction: 'upload',
      source: { endpointId: null, path: name },
      target,
      name: name.split('/').at(-1) ?? name,
      host,
    });
    transfer.files = 1;
    transfer.bytes = bytes;
    const entry = this.keep({ transfer, onExisting: choice, isDrop: true, owner: this.owner });
    const begun = new Promise<void>((resolve) => {
      entry.ended = this.run(entry, (task, signal) => this.runDrop(entry, task, signal, resolve));
      void entry.ended.then(resolve);
    });
    await begun;
    if (transfer.state === 'failed' && transfer.error)
      throw AppError.fromData({
        code: transfer.error.code as 'internal',
        params: transfer.error.params,
      });
    return this.shown(transfer);
  }

  /** Writes a piece of a dropped file; it is on the host when this returns. */
  async dropPiece(id: string, offset: number, bytes: Buffer): Promise<void> {
    await this.dropOf(id).write(offset, bytes);
  }

  /** All pieces were sent: verifies the file and gives it its name. */
  async endDrop(id: string): Promise<Transfer> {
    const entry = this.entry(id);
    this.dropOf(id).end();
    await entry.ended;
    return this.shown(entry.kept.transfer);
  }

  /** @throws AppError `files.transfer-gone` when nothing is asked */
  answer(id: string, choice: Exclude<Choice, 'ask'>, forAll: boolean): void {
    const entry = this.entry(id);
    if (!entry.answer) throw new AppError('files.transfer-gone', { id });
    if (forAll) {
      if (entry.job) entry.job.choice = choice;
      entry.kept.onExisting = choice;
    }
    entry.answer(choice);
  }

  /** Stops a transfer; what has arrived is kept for going on. */
  cancel(id: string): void {
    const entry = this.entry(id);
    const waiting = this.queue.indexOf(id);
    if (waiting >= 0) {
      this.queue.splice(waiting, 1);
      this.end(entry, 'cancelled', null);
    } else entry.control?.abort(new AppError('wire.cancelled'));
  }

  /** Goes on with a failed or cancelled one. @throws AppError `files.transfer-gone` */
  resume(id: string): Transfer {
    const kept =
      this.entries.get(id)?.kept ?? this.store.all().find(({ transfer }) => transfer.id === id);
    if (!kept || kept.isDrop) throw new AppError('files.transfer-gone', { id });
    if (isOpen(kept.transfer) && !this.isAbandoned(kept)) return this.shown(kept.transfer);
    if (kept.owner !== this.owner && !this.store.claim(kept, this.owner))
      return this.shown(kept.transfer);
    const { transfer } = kept;
    Object.assign(transfer, { error: null, endedAt: null, question: null, rate: 0 });
    Object.assign(transfer, { filesDone: 0, bytesDone: 0, resumedFrom: 0, sourceGrew: false });
    const entry = this.keep({ ...kept, owner: this.owner });
    this.enqueue(entry, true);
    return this.shown(transfer);
  }

  /** Takes ended ones off the list. */
  clear(): void {
    for (const { transfer } of this.store.all()) {
      if (isOpen(transfer)) continue;
      this.entries.get(transfer.id)?.progress.dispose();
      this.entries.delete(transfer.id);
      guardStorage(this.parts.profile.folder, () => this.store.remove(transfer.id));
    }
    this.parts.events.changed('files');
  }

  /** Goes on with what a process that ended has left. Drops cannot: their page is gone. */
  resumeAbandoned(): void {
    for (const kept of this.store.all()) {
      if (!isOpen(kept.transfer) || !this.isAbandoned(kept)) continue;
      if (!kept.isDrop) this.resume(kept.transfer.id);
      else if (this.store.claim(kept, this.owner))
        this.end(this.keep({ ...kept, owner: this.owner }), 'cancelled', null);
    }
  }

  /** Stops everything; what was under way goes on at the next start. */
  async dispose(): Promise<void> {
    this.disposed = true;
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

  private newTransfer(
    known: Pick<Transfer, 'direction' | 'source' | 'target' | 'name' | 'host'>,
  ): Transfer {
    return {
      ...known,
      id: newId(),
      state: 'queued',
      question: null,
      files: 0,
      filesDone: 0,
      skipped: 0,
      bytes: 0,
      bytesDone: 0,
      rate: 0,
      resumedFrom: 0,
      sha256: null,
      verified: 'no',
      sourceGrew: false,
      error: null,
      startedAt: this.parts.profile.clock.now(),
      endedAt: null,
    };
  }

  private keep(kept: KeptTransfer): Entry {
    const { id } = kept.transfer;
    this.presence ??= this.parts.leases.tryTake(this.owner);
    this.entries.get(id)?.progress.dispose();
    const entry: Entry = {
      kept,
      progress: new Progress(() => this.tell(entry)),
      control: null,
      job: null,
      drop: null,
      answer: null,
      savedAt: 0,
      ended: Promise.resolve(),
    };
    this.entries.set(id, entry);
    this.save(entry);
    this.parts.events.changed('files', id);
    return entry;
  }

  private enqueue(entry: Entry, isResumed = false): void {
    const { transfer } = entry.kept;
    transfer.state = 'queued';
    entry.job = new TransferJob({
      local: this.parts.sides.local,
      transfer,
      choice: entry.kept.onExisting,
      isResumed,
      onBytes: (bytes) => entry.progress.add(bytes),
      onChange: () => this.changed(entry),
      ask: (question, signal) => this.ask(entry, question, signal),
      onFiles: (copies) => this.writeDown(entry, copies),
    });
    this.save(entry);
    this.queue.push(transfer.id);
    this.admit();
  }

  private admit(): void {
    for (const id of [...this.queue]) {
      const entry = this.entries.get(id);
      if (!entry || this.running(hostOf(entry.kept.transfer)) >= atOnce) continue;
      this.queue.splice(this.queue.indexOf(id), 1);
      entry.ended = this.run(entry, (task, signal) => this.runJob(entry, task, signal));
    }
  }

  private running(host: string | null): number {
    return [...this.entries.values()].filter(
      ({ control, kept }) => control && !kept.isDrop && hostOf(kept.transfer) === host,
    ).length;
  }

  /** Runs work as a task and ends the transfer as the work ended. */
  private async run(
    entry: Entry,
    work: (task: RunningTask, signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const { transfer } = entry.kept;
    const control = new AbortController();
    entry.control = control;
    transfer.state = 'running';
    try {
      await this.parts.tasks.run('transfer', transfer.name, (task) => {
        const stop = (): void => control.abort(new AppError('wire.cancelled'));
        task.signal.addEventListener('abort', stop, { once: true });
        return work(task, control.signal);
      });
      this.end(entry, 'done', null);
    } catch (error) {
      if (control.signal.aborted) this.end(entry, 'cancelled', null);
      else this.end(entry, 'failed', this.expected(error));
    }
    if (!this.disposed) this.admit();
  }

  private expected(error: unknown): AppError {
    if (error instanceof AppError) return error;
    this.parts.log.error('a transfer failed', error, {});
    return new AppError('internal', { detail: 'transfer' });
  }

  /** Attempts until it is done: a link that was cut is waited for, as long as it takes. */
  private async runJob(entry: Entry, task: RunningTask, signal: AbortSignal): Promise<void> {
    const { transfer } = entry.kept;
    let connected = false;
    for (let attempt = 1; ; attempt += 1) {
      const before = transfer.bytesDone;
      try {
        const remote = await this.parts.sides.connect(hostOf(transfer) ?? '', signal);
        const stop = (): void => remote.close();
        signal.addEventListener('abort', stop, { once: true });
        connected = true;
        transfer.state = 'running';
        try {
          const home = await remote.home();
          const checksums = new HostChecksums(remote.lease, remote.encoding, home);
          await this.following(entry, task, () => entry.job?.run({ remote, checksums, signal }));
          return;
        } finally {
          signal.removeEventListener('abort', stop);
          remote.close();
        }
      } catch (error) {
        signal.throwIfAborted();
        if (!connected || !isLinkFailure(error)) throw error;
        if (transfer.bytesDone > before) attempt = 1;
      }
      await this.waitForLink(entry, attempt, signal);
    }
  }

  private async runDrop(
    entry: Entry,
    task: RunningTask,
    signal: AbortSignal,
    begun: () => void,
  ): Promise<void> {
    const { transfer, onExisting } = entry.kept;
    const drop = new DropWriter({
      sides: this.parts.sides,
      transfer,
      choice: onExisting,
      signal,
      onBytes: (bytes) => entry.progress.add(bytes),
      onChange: () => this.changed(entry),
      ask: (question) => {
        const answer = this.ask(entry, question, signal);
        // The page polls while somebody is asked.
        begun();
        return answer;
      },
      isLinkFailure,
      waitForLink: (attempt) => this.waitForLink(entry, attempt, signal),
    });
    entry.drop = drop;
    await this.following(entry, task, async () => {
      const copied = await drop.run(begun);
      if (copied) this.writeDown(entry, [copied]);
    });
  }

  /** Shows the transfer's progress as that of its task. */
  private async following(
    entry: Entry,
    task: RunningTask,
    work: () => Promise<void> | undefined,
  ): Promise<void> {
    const { transfer } = entry.kept;
    const timer = setInterval(() => {
      const share = transfer.bytes > 0 ? transfer.bytesDone / transfer.bytes : null;
      task.progress(share === null ? null : Math.min(1, share), transfer.host);
    }, 500);
    timer.unref();
    try {
      await work();
    } finally {
      clearInterval(timer);
    }
  }

  private async waitForLink(entry: Entry, attempt: number, signal: AbortSignal): Promise<void> {
    entry.kept.transfer.state = 'waiting';
    entry.progress.rest();
    this.changed(entry);
    await this.parts.pause(attempt, signal);
    signal.throwIfAborted();
  }

  private async ask(
    entry: Entry,
    question: TransferQuestion,
    signal: AbortSignal,
  ): Promise<Exclude<Choice, 'ask'>> {
    const { transfer } = entry.kept;
    transfer.question = question;
    transfer.state = 'waiting';
    entry.progress.rest();
    this.save(entry);
    this.changed(entry);
    try {
      return await new Promise((resolve, reject) => {
        entry.answer = resolve;
        signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      });
    } finally {
      entry.answer = null;
      transfer.question = null;
      transfer.state = 'running';
      this.changed(entry);
    }
  }

  /** One row of the audit log for each file, before its transfer counts as done. */
  private writeDown({ kept }: Entry, copies: readonly Copied[]): void {
    const { transfer } = kept;
    const encodingOf = (endpointId: string | null) => {
      const detail = endpointId ? this.parts.sides.place(endpointId).endpoint.detail : null;
      return detail?.kind === 'ssh' ? detail.encoding : 'utf-8';
    };
    const from = encodingOf(transfer.source.endpointId);
    const to = encodingOf(transfer.target.endpointId);
    this.parts.audit.append(
      ...copies.map((copy) => ({
        kind: 'transfer' as const,
        target: transfer.host,
        detail: {
          direction: transfer.direction,
          source: decodeName(copy.source, from),
          path: decodeName(copy.target, to),
          bytes: copy.bytes,
          resumedFrom: copy.from,
          sha256: copy.sha256,
          verified: transfer.verified,
          result: 'done',
        },
      })),
    );
  }

  private end(entry: Entry, state: 'done' | 'failed' | 'cancelled', error: AppError | null): void {
    const { transfer } = entry.kept;
    entry.control = null;
    entry.drop = null;
    // A program that is closed goes on at its next start: its transfers are not cancelled.
    if (this.disposed && state === 'cancelled' && !entry.kept.isDrop) {
      transfer.state = 'waiting';
      this.save(entry);
      return;
    }
    transfer.state = state;
    transfer.error = error ? { code: error.code, params: error.params } : null;
    transfer.rate = 0;
    transfer.question = null;
    transfer.endedAt = this.parts.profile.clock.now();
    this.save(entry);
    if (state !== 'done') this.writeDownEnd(transfer);
    entry.progress.dispose();
    this.parts.events.changed('files', transfer.id);
  }

  private writeDownEnd({
    direction,
    source,
    target,
    host,
    bytesDone,
    state,
    error,
  }: Transfer): void {
    try {
      this.parts.audit.append({
        kind: 'transfer',
        target: host,
        detail: {
          direction,
          source: source.path,
          path: target.path,
          bytes: bytesDone,
          result: error?.code ?? state,
        },
      });
    } catch (failure) {
      // A full disk of this device may be why it failed; that was told already.
      this.parts.log.warn('the end of a transfer was not written down', { error: String(failure) });
    }
  }

  private changed(entry: Entry): void {
    entry.progress.change();
    if (Date.now() - entry.savedAt > saveEveryMs) this.save(entry);
  }

  private tell({ kept, progress }: Entry): void {
    kept.transfer.rate = progress.rate;
    this.parts.events.changed('files', kept.transfer.id);
  }

  private save(entry: Entry): void {
    entry.savedAt = Date.now();
    guardStorage(this.parts.profile.folder, () => this.store.save(entry.kept));
  }

  private shown(transfer: Transfer): Transfer {
    const progress = this.entries.get(transfer.id)?.progress;
    return { ...transfer, rate: isOpen(transfer) ? (progress?.rate ?? transfer.rate) : 0 };
  }

  private entry(id: string): Entry {
    const entry = this.entries.get(id);
    if (!entry) throw new AppError('files.transfer-gone', { id });
    return entry;
  }

  private dropOf(id: string): DropWriter {
    const { drop } = this.entry(id);
    if (!drop) throw new AppError('files.transfer-gone', { id });
    return drop;
  }
}

function hostOf({ source, target }: Transfer): string | null {
  return source.endpointId ?? target.endpointId;
}

function isOpen({ state }: Transfer): boolean {
  return state === 'queued' || state === 'running' || state === 'waiting' || state === 'verifying';
}

/** Whether the link is at fault and may come back. */
function isLinkFailure(error: unknown): boolean {
  return error instanceof AppError && error.retry && error.code.startsWith('ssh.');
}
