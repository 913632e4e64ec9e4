import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { kernelModule } from '../kernel/wasm';
import type { SieveRequest } from '../search/sieve-task';
import type { ScanReply, ScanRequest } from './scan-worker';
import script from './scan-worker?thread';

/** Worker threads end when they had nothing to do for so long. */
const idleMs = 500;

type Order = Omit<ScanRequest, 'id'> | Omit<SieveRequest, 'id'>;

interface Job {
  request: Order;
  resolve(reply: ScanReply): void;
  reject(error: unknown): void;
}

/** Threads that read logs, shared by all logs that are indexed and filtered at the same time. */
class ScanPool {
  readonly most = Math.max(1, Math.min(4, availableParallelism()));
  readonly #waiting: Job[] = [];
  readonly #idle: Worker[] = [];
  readonly #busy = new Map<Worker, Job>();
  #timer: NodeJS.Timeout | null = null;

  /** Does it as soon as a thread is free. Rejects only when a thread dies. */
  run(request: Order): Promise<ScanReply> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, resolve, reject });
      this.#next();
    });
  }

  /** How many threads there are. */
  get size(): number {
    return this.#idle.length + this.#busy.size;
  }

  #next(): void {
    while (this.#waiting.length > 0) {
      const worker = this.#idle.pop() ?? (this.size < this.most ? this.#start() : null);
      if (!worker) return;
      const job = this.#waiting.shift();
      if (!job) return;
      // Only work keeps the process alive.
      worker.ref();
      this.#busy.set(worker, job);
      worker.postMessage({ ...job.request, id: 0 });
    }
    if (this.#busy.size === 0) this.#endLater();
  }

  #start(): Worker {
    const worker = new Worker(script, {
      eval: true,
      workerData: { module: kernelModule() },
      resourceLimits: { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 64 },
    });
    worker.on('message', (reply: ScanReply) => {
      const job = this.#busy.get(worker);
      this.#busy.delete(worker);
      worker.unref();
      this.#idle.push(worker);
      job?.resolve(reply);
      this.#next();
    });
    worker.on('error', (error) => this.#lost(worker, error));
    worker.on('exit', () => this.#lost(worker, new Error('a thread that reads logs ended')));
    return worker;
  }

  #lost(worker: Worker, error: unknown): void {
    const job = this.#busy.get(worker);
    this.#busy.delete(worker);
    const at = this.#idle.indexOf(worker);
    if (at >= 0) this.#idle.splice(at, 1);
    job?.reject(error);
    if (job) this.#next();
  }

  #endLater(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      if (this.#busy.size > 0) return;
      for (const worker of this.#idle.splice(0)) void worker.terminate();
    }, idleMs);
    this.#timer.unref();
  }
}

export const scanPool = new ScanPool();
