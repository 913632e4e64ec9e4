import type { LogPlaceWork } from '../../../contract/logs';
import { AppError } from '../../../contract/errors';
import { Offsets } from '../remote/index';
import { errorOf } from './handle';
import type { RemoteHandle } from './remote-handle';
import type { RemoteTerms } from './remote-terms';

/** Lines that are found before a person is asked to go on. */
const mostAtOnce = 100_000;
/** The host is not asked to go through a file for longer without being asked to go on. */
const mostSeconds = 300;

/** One search of a whole file by its host, that may be stopped and gone on with. */
export class RemoteJob {
  readonly offsets = new Offsets();
  failure: AppError | null = null;
  private readonly handle: RemoteHandle;
  private readonly terms: RemoteTerms;
  private isRunning = false;
  private isWanted = true;
  private stopped: LogPlaceWork['stopped'] = null;
  private command = '';
  /** Where it goes on, and the bytes there were when it ended last. */
  private next = 0;
  private end = 0;
  /** Bytes that the host has read of the file as it is stored. */
  private position = 0;
  private stopping: AbortController | null = null;

  constructor(handle: RemoteHandle, terms: RemoteTerms) {
    this.handle = handle;
    this.terms = terms;
  }

  /** It has not begun, or is asked to go on. */
  get wanted(): boolean {
    return this.isWanted && !this.isRunning;
  }

  /** How far it is, 0 to 1. */
  get share(): number {
    if (!this.isWanted && !this.isRunning) return 1;
    const { stored } = this.handle;
    const reached = this.handle.unpacker ? this.position : Math.max(this.position, this.next);
    return stored === 0 ? 0 : Math.min(0.99, reached / stored);
  }

  /** Goes on after an early end; nothing where there is none. */
  goOn(): void {
    if (this.isRunning || (this.stopped === null && this.end >= this.handle.bytes)) return;
    this.isWanted = true;
    this.failure = null;
  }

  /** Ends it; what was found stays. */
  stop(): void {
    this.stopping?.abort();
  }

  /** Searches until the end, or a limit. Fails never: {@link failure} says why it ended. */
  async run(signal: AbortSignal, changed: () => void): Promise<void> {
    this.isRunning = true;
    this.isWanted = false;
    this.stopped = null;
    this.stopping = new AbortController();
    try {
      await this.search(AbortSignal.any([signal, this.stopping.signal]), changed);
    } catch (error) {
      if (signal.aborted) {
        // The view looks for something else; where it comes back to this one it goes on.
        this.isWanted = true;
        return;
      }
      if (this.stopping.signal.aborted) this.stopped = 'cancelled';
      else if (error instanceof AppError) {
        this.failure = error;
        // What broke on its way can be gone on with.
        if (error.retry && error.code.startsWith('ssh.')) this.stopped = 'cut';
      } else throw error;
      this.settle(0);
    } finally {
      this.isRunning = false;
      changed();
    }
  }

  state(): LogPlaceWork {
    const { offsets, handle, failure, stopped, command } = this;
    const gone = stopped === null && !failure && !this.isRunning && !this.isWanted;
    const reached = handle.unpacker
      ? this.share * handle.bytes
      : Math.max(this.position, this.next);
    return {
      found: offsets.count,
      searched: Math.round(gone ? this.end : Math.min(reached, handle.bytes)),
      bytes: handle.bytes,
      running: this.isRunning,
      stopped,
      byWords: this.terms.byWords,
      command,
      error: errorOf(failure),
    };
  }

  private async search(signal: AbortSignal, changed: () => void): Promise<void> {
    const { handle, terms, offsets } = this;
    // What was written meanwhile is looked at, too.
    await handle.check();
    if (signal.aborted) throw new AppError('wire.cancelled');
    const begin = terms.from === null ? 0 : await handle.offsetOfTime(terms.from, signal);
    const to = terms.to === null ? handle.bytes : await handle.offsetOfTime(terms.to, signal);
    const wanted = Math.max(begin, this.next);
    const from = handle.unpacker ? wanted : await lineFrom(handle, wanted, signal);
    this.next = from;
    const { stopped, reached } = await handle.findPlaces({
      expressions: terms.expressions,
      from,
      // What stands before that time was never counted.
      before: handle.unpacker && terms.from !== null ? Infinity : offsets.count,
      to,
      most: mostAtOnce,
      seconds: mostSeconds,
      signal,
      onCommand: (command) => (this.command = command),
      onPlaces: (places) => {
        for (const place of places) offsets.push(place);
        this.next = Math.max(this.next, (places.at(-1) ?? 0) + 1);
        changed();
      },
      onPosition: (position) => {
        this.position = position;
        changed();
      },
    });
    this.stopped = stopped;
    this.end = Math.min(to, handle.bytes);
    this.settle(stopped === null ? this.end : reached);
  }

  /** Where it goes on: behind the last line found, or further where the host told that. */
  private settle(reached: number): void {
    this.next = Math.max(reached, (this.offsets.last ?? -1) + 1);
    this.position = this.handle.unpacker ? this.position : this.next;
  }
}

/** Lines are looked for backwards in steps of so many bytes. */
const stepBytes = 64 * 1024;

/** Where the line begins that holds a place. */
export async function lineFrom(
  handle: RemoteHandle,
  place: number,
  signal: AbortSignal,
): Promise<number> {
  for (let end = place; end > 0; end = Math.max(0, end - stepBytes)) {
    const from = Math.max(0, end - stepBytes);
    const feed = (await handle.read(from, end - from, signal)).lastIndexOf(0x0a);
    if (feed >= 0) return from + feed + 1;
  }
  return 0;
}
