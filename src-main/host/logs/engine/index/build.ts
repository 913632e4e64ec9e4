import type { FileHandle } from 'node:fs/promises';
import { AppError } from '../../../../contract/errors';
import type { KernelMachine } from '../kernel/machine';
import { giveMachineBack, takeMachine } from '../kernel/machines';
import type { KernelProgram, KernelState } from '../kernel/program';
import { isScannable, type ByteSource, type Scannable } from '../source';
import { asFileError, openPlain } from '../sources/local-file';
import { GrowingIndex } from './growing-index';
import { RangeScan, type ScanPart, type ScanTask } from './range-scan';
import { scanPool } from './scan-pool';
import { defaultShape, type IndexShape } from './shape';

export interface BuildOptions {
  /** UTF-16 takes two bytes a line feed; everything else one. */
  encoding: string;
  signal?: AbortSignal;
  /** Bytes that the index covers now. */
  onProgress?: (bytes: number) => void;
  /** An index of the same log when it was shorter: it is extended, and given back. */
  index?: GrowingIndex;
  shape?: IndexShape;
  /** Threads that read a plain local file at the same time; as many as there are cores, at most 4. */
  threads?: number;
  /** Smaller rests of a log are read on the calling thread. */
  threadsFrom?: number;
}

const slice = 1024 * 1024;
const nothingBefore: KernelState = { utc: NaN, local: NaN, started: false };

/**
 * Begins to index a log and gives the index at once: what it covers so far can be read, and
 * `done` settles when it covers all that `source.size` was. A plain local file is read by worker
 * threads, a packed one by the thread that unpacks it, anything else in short slices.
 *
 * `done` rejects with AppError `wire.cancelled` when the signal aborts, `logs.shrunk` when the
 * source ends before its size, and what reading throws.
 */
export function buildIndex(
  source: ByteSource,
  program: KernelProgram,
  options: BuildOptions,
): GrowingIndex {
  const index = options.index ?? new GrowingIndex();
  index.reopen();
  const build = new Build(source, program, index, options);
  index.done = build.run();
  // Who does not wait for it learns nothing of its failure; it must not end the process.
  index.done.catch(() => undefined);
  return index;
}

class Build {
  readonly #source: ByteSource;
  readonly #program: KernelProgram;
  readonly #index: GrowingIndex;
  readonly #options: BuildOptions;
  readonly #shape: IndexShape;
  readonly #wide: boolean;

  constructor(
    source: ByteSource,
    program: KernelProgram,
    index: GrowingIndex,
    options: BuildOptions,
  ) {
    this.#source = source;
    this.#program = program;
    this.#index = index;
    this.#options = options;
    this.#shape = options.shape ?? defaultShape;
    this.#wide = options.encoding.startsWith('utf-16');
  }

  async run(): Promise<void> {
    const { path, size } = this.#source;
    const threadsFrom = this.#options.threadsFrom ?? 8 * slice;
    this.#check();
    const opened =
      path !== null && size - this.#index.bytes >= threadsFrom ? await this.#open(path) : null;
    if (path !== null && opened) await this.#byThreads(opened, path, size);
    else if (isScannable(this.#source)) await this.#bySource(this.#source);
    else await this.#bySlices();
    this.#index.close();
  }

  /** A handle that threads can read the log by; null where another file has its name by now. */
  async #open(path: string): Promise<FileHandle | null> {
    try {
      const { handle, facts } = await openPlain(path);
      if (facts.identity === this.#source.identity) return handle;
      await handle.close();
    } catch (error) {
      // The source may still read it: what cannot be read any more, it says itself.
      if (!(error instanceof AppError)) throw error;
    }
    return null;
  }

  #check(): void {
    if (this.#options.signal?.aborted) throw new AppError('wire.cancelled');
  }

  #join(part: ScanPart): void {
    this.#index.join(part);
    this.#options.onProgress?.(this.#index.bytes);
  }

  /** Where the parts begin and end: at multiples of `cell`, so that who reads them changes nothing. */
  #parts(from: number, size: number): { from: number; to: number }[] {
    const { cell, chunk, tail } = this.#shape;
    const end = Math.floor(Math.max(0, size - tail) / cell) * cell;
    const parts = [];
    for (let at = from; at < size;) {
      const next = (Math.floor(at / chunk) + 1) * chunk;
      const to = at < end ? Math.min(next, end) : Number.MAX_SAFE_INTEGER;
      parts.push({ from: at, to });
      at = to;
    }
    return parts;
  }

  async #byThreads(handle: FileHandle, path: string, size: number): Promise<void> {
    const { signal } = this.#options;
    const stop = new Int32Array(new SharedArrayBuffer(4));
    const onAbort = (): void => void Atomics.store(stop, 0, 1);
    signal?.addEventListener('abort', onAbort);
    if (signal?.aborted) onAbort();
    const running = new Set<Promise<unknown>>();
    const scan = async (task: ScanTask): Promise<ScanPart> => {
      const request = { fd: handle.fd, size, program: this.#program, task, stop };
      const reply = await scanPool.run(request);
      if (reply.kind === 'part') return reply.part;
      if (reply.kind === 'failed') {
        const cause = Object.assign(new Error(reply.message), { code: reply.code });
        throw reply.code === null ? cause : asFileError(cause, path);
      }
      throw reply.kind === 'shrunk'
        ? new AppError('logs.shrunk', { name: path })
        : new AppError('wire.cancelled');
    };
    const start = (task: ScanTask): Promise<ScanPart> => {
      const work = scan(task);
      running.add(work);
      work.catch(() => undefined).finally(() => running.delete(work));
      return work;
    };
    try {
      if (!(await this.#abreast(size, start))) await this.#oneByOne(size, start);
    } finally {
      Atomics.store(stop, 0, 1);
      signal?.removeEventListener('abort', onAbort);
      // Its number may be another file's as soon as it is closed.
      await Promise.allSettled(running);
      await handle.close();
    }
  }

  /**
   * Parts are scanned at the same time and joined in their order. Stops with false at a part that
   * needs to know what the lines before it hand on: most likely the others need it too.
   */
  async #abreast(size: number, start: (task: ScanTask) => Promise<ScanPart>): Promise<boolean> {
    const begin = this.#index.bytes;
    const parts = this.#parts(begin, size);
    const threads = this.#options.threads ?? scanPool.most;
    const ahead: Promise<ScanPart>[] = [];
    for (let at = 0; at < parts.length || ahead.length > 0;) {
      const next = parts[at];
      // One more than there are threads, so that none waits for this one.
      if (next && ahead.length < (threads === 1 ? 1 : threads + 1)) {
        const atLine = next.from === begin;
        const task = { ...this.#task(next.to), from: next.from, atLine };
        ahead.push(start(atLine ? task : { ...task, state: null }));
        at++;
        continue;
      }
      const part = await ahead.shift();
      if (!part || part.summary.consulted) return false;
      this.#join(part);
    }
    return true;
  }

  /** Each part is told what the lines before it hand on. */
  async #oneByOne(size: number, start: (task: ScanTask) => Promise<ScanPart>): Promise<void> {
    for (const { to } of this.#parts(this.#index.bytes, size)) {
      if (this.#index.bytes >= size) break;
      this.#join(await start(this.#task(to)));
    }
  }

  #task(to: number): ScanTask {
    const { bytes } = this.#index;
    const state = this.#index.state ?? nothingBefore;
    return { from: bytes, to, shape: this.#shape, state, atLine: true, wide: this.#wide };
  }

  /** Where it is unpacked. */
  async #bySource(source: ByteSource & Scannable): Promise<void> {
    const { state, bytes } = this.#index;
    const order = {
      program: this.#program,
      shape: this.#shape,
      wide: this.#wide,
      from: bytes,
      state: state ?? nothingBefore,
    };
    await source.scan(order, (part) => this.#join(part), this.#options.signal);
    this.#check();
    if (this.#index.bytes !== source.size) throw new AppError('logs.shrunk', { name: source.name });
  }

  /** On this thread, a little at a time. */
  async #bySlices(): Promise<void> {
    const machine = takeMachine();
    try {
      machine.load(this.#program);
      await this.#scanSlices(machine);
    } finally {
      giveMachineBack(machine);
    }
  }

  async #scanSlices(machine: KernelMachine): Promise<void> {
    const size = this.#source.complete ? this.#source.size : Infinity;
    let ended = false;
    while (!ended && this.#index.bytes < size) {
      const { cell } = this.#shape;
      const before = this.#index.bytes;
      const to = (Math.floor(before / cell) + 1) * cell;
      const scan = new RangeScan(machine, this.#task(to));
      for (;;) {
        this.#check();
        const { position } = scan;
        const wanted = Math.min(scan.wanted, size - position);
        const count = wanted > 0 ? await this.#read(scan.room.subarray(0, wanted), position) : 0;
        this.#check();
        ended = count < wanted || position + count >= size;
        if (count < wanted && position + count < size && size !== Infinity)
          throw new AppError('logs.shrunk', { name: this.#source.name });
        if (scan.filled(count, ended)) break;
      }
      this.#join(scan.finish());
      // A line that goes on beyond many cells has no more of them to look at.
      ended &&= this.#index.bytes >= scan.position;
      if (this.#index.bytes === before) break;
    }
  }

  async #read(room: Uint8Array, from: number): Promise<number> {
    const { signal } = this.#options;
    if (this.#source.readInto) return await this.#source.readInto(room, from, signal);
    const bytes = await this.#source.read(from, room.length, signal);
    room.set(bytes);
    return bytes.length;
  }
}
