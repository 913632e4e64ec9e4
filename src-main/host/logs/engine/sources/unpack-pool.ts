import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { kernelModule } from '../kernel/wasm';
import script from './unpack-thread?thread';
import type { UnpackReply, UnpackRequest } from './unpack-wire';

/** Threads end when nothing has been open in them for so long. */
const idleMs = 500;

/** What the thread of a source says to it. */
export interface UnpackListener {
  reply(reply: UnpackReply): void;
  /** The thread ended by itself: nothing more comes. */
  lost(error: Error): void;
}

/** A source in a thread. */
export interface UnpackLine {
  readonly source: number;
  send(request: UnpackRequest): void;
  /** Something is waited for: only that keeps the process alive. */
  wait(waits: boolean): void;
  /** The source is closed in the thread. */
  end(): void;
}

interface Thread {
  worker: Worker;
  listeners: Map<number, UnpackListener>;
  waiting: Set<number>;
}

/** Threads that unpack logs; each log stays with one, where its decoders are. */
class UnpackPool {
  readonly #most = Math.max(1, Math.min(4, availableParallelism()));
  readonly #threads = new Set<Thread>();
  #sources = 0;
  #timer: NodeJS.Timeout | null = null;

  /** How many threads there are. */
  get size(): number {
    return this.#threads.size;
  }

  /** A source will come soon: the first thread takes some 40 ms to begin. */
  warm(): void {
    if (this.#threads.size > 0) return;
    this.#start();
    this.#endLater();
  }

  /** Takes a source into the thread with the least of them. */
  join(listener: UnpackListener): UnpackLine {
    const [least] = [...this.#threads].toSorted((a, b) => a.listeners.size - b.listeners.size);
    const full = !least || (least.listeners.size > 0 && this.#threads.size < this.#most);
    const thread = full ? this.#start() : least;
    const source = (this.#sources += 1);
    thread.listeners.set(source, listener);
    return {
      source,
      send: (request) => thread.worker.postMessage(request),
      wait: (waits) => {
        if (waits) thread.waiting.add(source);
        else thread.waiting.delete(source);
        this.#hold(thread);
      },
      end: () => {
        thread.listeners.delete(source);
        thread.waiting.delete(source);
        this.#hold(thread);
        this.#endLater();
      },
    };
  }

  #hold({ worker, waiting }: Thread): void {
    if (waiting.size > 0) worker.ref();
    else worker.unref();
  }

  #start(): Thread {
    const worker = new Worker(script, {
      eval: true,
      workerData: { module: kernelModule() },
      resourceLimits: { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 128 },
    });
    worker.unref();
    const thread: Thread = { worker, listeners: new Map(), waiting: new Set() };
    this.#threads.add(thread);
    worker.on('message', (reply: UnpackReply) => thread.listeners.get(reply.source)?.reply(reply));
    worker.on('error', (error) => this.#lost(thread, error));
    worker.on('exit', () => this.#lost(thread, new Error('a thread that unpacks logs ended')));
    return thread;
  }

  #lost(thread: Thread, error: Error): void {
    if (!this.#threads.delete(thread)) return;
    for (const listener of thread.listeners.values()) listener.lost(error);
    thread.listeners.clear();
  }

  #endLater(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      for (const thread of this.#threads) {
        if (thread.listeners.size > 0) continue;
        this.#threads.delete(thread);
        void thread.worker.terminate();
      }
    }, idleMs);
    this.#timer.unref();
  }
}

export const unpackPool = new UnpackPool();
