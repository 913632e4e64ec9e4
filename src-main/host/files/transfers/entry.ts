import { AppError } from '../../../contract/errors';
import type { Transfer, TransferQuestion } from '../../../contract/files';
import type { RunningTask } from '../../tasks/index';
import type { KeptTransfer } from '../store';
import type { DropWriter } from './drop';
import type { TransferJob } from './job';
import type { Choice } from './placing';
import { Progress } from './progress';

/** A restart loses at most so much of what is shown; the bytes are on the disks. */
const saveEveryMs = 2000;
/** How often a task is told how far its transfer is. */
const taskMs = 500;

/** What an entry tells. */
export interface EntryParts {
  /** @throws AppError `profile.disk-full` */
  save: (kept: KeptTransfer) => void;
  /** What it has become could not be kept; the transfer goes on. */
  unsaved: (error: unknown) => void;
  /** Views are told; five times a second at most. */
  changed: (id: string) => void;
}

/** A transfer of this process, from the line to its end. */
export class TransferEntry {
  readonly kept: KeptTransfer;
  readonly progress: Progress;
  /** Null when it does not run. */
  control: AbortController | null = null;
  job: TransferJob | null = null;
  drop: DropWriter | null = null;
  /** Why it failed. */
  failure: AppError | null = null;
  ended: Promise<void> = Promise.resolve();
  private readonly parts: EntryParts;
  private savedAt = 0;
  private reply: ((choice: Exclude<Choice, 'ask'>) => void) | null = null;

  constructor(kept: KeptTransfer, parts: EntryParts) {
    this.kept = kept;
    this.parts = parts;
    this.progress = new Progress(() => {
      this.transfer.rate = this.progress.rate;
      parts.changed(this.transfer.id);
    });
  }

  get transfer(): Transfer {
    return this.kept.transfer;
  }

  /** Bytes a second now. */
  get rate(): number {
    return this.control ? this.progress.rate : 0;
  }

  save(): void {
    this.savedAt = Date.now();
    this.parts.save(this.kept);
  }

  changed(): void {
    this.progress.change();
    if (Date.now() - this.savedAt > saveEveryMs) this.note();
  }

  /** Saves what has happened already: a full disk here must not keep it from being told. */
  note(): void {
    try {
      this.save();
    } catch (error) {
      this.parts.unsaved(error);
    }
  }

  /** Nothing moves: for the link, or for a person. */
  waits(): void {
    this.transfer.state = 'waiting';
    this.progress.rest();
    this.changed();
  }

  /** Asks a person. @throws the signal's reason */
  async ask(question: TransferQuestion, signal: AbortSignal): Promise<Exclude<Choice, 'ask'>> {
    this.transfer.question = question;
    this.waits();
    this.note();
    const stop = new AbortController();
    try {
      return await new Promise((resolve, reject) => {
        this.reply = resolve;
        const gone = (): void => reject(signal.reason as Error);
        signal.addEventListener('abort', gone, { once: true, signal: stop.signal });
        if (signal.aborted) gone();
      });
    } finally {
      stop.abort();
      this.reply = null;
      this.transfer.question = null;
      this.transfer.state = 'running';
      this.changed();
    }
  }

  /** @throws AppError `files.transfer-gone` when nothing is asked */
  answer(choice: Exclude<Choice, 'ask'>, forAll: boolean): void {
    if (!this.reply) throw new AppError('files.transfer-gone', { id: this.transfer.id });
    if (forAll) {
      if (this.job) this.job.choice = choice;
      this.kept.onExisting = choice;
    }
    this.reply(choice);
  }

  /** Shows the transfer's progress as that of its task while work goes on. */
  async following(task: RunningTask, work: () => Promise<void>): Promise<void> {
    const timer = setInterval(() => {
      const { bytes, bytesDone, host } = this.transfer;
      task.progress(bytes > 0 ? Math.min(1, bytesDone / bytes) : null, host);
    }, taskMs);
    timer.unref();
    try {
      await work();
    } finally {
      clearInterval(timer);
    }
  }

  /** @param at UTC milliseconds */
  end(state: 'done' | 'failed' | 'cancelled', failure: AppError | null, at: number): void {
    const { transfer } = this;
    this.control = null;
    this.drop = null;
    this.failure = failure;
    const error = failure ? { code: failure.code, params: failure.params } : null;
    Object.assign(transfer, { state, error, rate: 0, question: null, endedAt: at });
    this.note();
    this.progress.dispose();
    this.parts.changed(transfer.id);
  }
}
