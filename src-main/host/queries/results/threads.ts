import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { AppError } from '../../../contract/errors';
import type { RunningTask } from '../../tasks/index';
import type { Answers, Task, TaskReply } from './thread/thread';
import script from './thread/thread?thread';

/** Threads end when they had nothing to do for so long. */
const idleMs = 10_000;
/** As many as work at the same time; more wait. */
const mostThreads = 2;
const watchMs = 100;

interface Job {
  task: Task;
  state: Int32Array;
  resolve(answer: Answers[keyof Answers]): void;
  reject(error: unknown): void;
}

/** Threads that arrange, search and compare rows, so that the host's own thread never waits for them. */
class ResultThreads {
  private readonly waiting: Job[] = [];
  private readonly idle: Worker[] = [];
  private readonly busy = new Map<Worker, Job>();
  private timer: NodeJS.Timeout | null = null;

  /**
   * Does a task as soon as a thread is free.
   *
   * @param progress told how much is done, from 0 to 1, now and then
   * @throws AppError of the task; the signal's reason
   */
  async run<Kind extends Task['kind']>(
    task: Extract<Task, { kind: Kind }>,
    signal: AbortSignal | undefined,
    progress?: RunningTask['progress'],
  ): Promise<Answers[Kind]> {
    signal?.throwIfAborted();
    const state = new Int32Array(new SharedArrayBuffer(8));
    const watch = progress && setInterval(() => progress(Atomics.load(state, 1) / 1000), watchMs);
    const stop = (): void => {
      Atomics.store(state, 0, 1);
    };
    signal?.addEventListener('abort', stop);
    try {
      const answer = await new Promise<Answers[keyof Answers]>((resolve, reject) => {
        this.waiting.push({ task, state, resolve, reject });
        this.next();
      });
      return answer as Answers[Kind];
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      clearInterval(watch);
      signal?.removeEventListener('abort', stop);
    }
  }

  private next(): void {
    while (this.waiting.length > 0) {
      const worker = this.idle.pop() ?? (this.busy.size < mostThreads ? this.start() : null);
      if (!worker) return;
      const job = this.waiting.shift();
      if (!job) return;
      // Only work keeps the process alive.
      worker.ref();
      this.busy.set(worker, job);
      worker.postMessage({ task: job.task, state: job.state });
    }
    if (this.busy.size === 0) this.endLater();
  }

  private start(): Worker {
    const rregex = createRequire(import.meta.url).resolve('rregex');
    const worker = new Worker(script, {
      eval: true,
      workerData: { rregex },
      resourceLimits: { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 256 },
    });
    worker.on('message', (reply: TaskReply) => {
      const job = this.busy.get(worker);
      this.busy.delete(worker);
      worker.unref();
      this.idle.push(worker);
      if (job) settle(job, reply);
      this.next();
    });
    worker.on('error', (error) => this.lost(worker, error));
    worker.on('exit', () => this.lost(worker, new Error('a thread that arranges rows ended')));
    return worker;
  }

  private lost(worker: Worker, error: unknown): void {
    const job = this.busy.get(worker);
    this.busy.delete(worker);
    const at = this.idle.indexOf(worker);
    if (at >= 0) this.idle.splice(at, 1);
    job?.reject(error);
    if (job) this.next();
  }

  private endLater(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = null;
      if (this.busy.size > 0) return;
      for (const worker of this.idle.splice(0)) void worker.terminate();
    }, idleMs);
    this.timer.unref();
  }
}

function settle(job: Job, reply: TaskReply): void {
  switch (reply.kind) {
    case 'done':
      return job.resolve(reply.answer);
    case 'refused':
      return job.reject(AppError.fromData(reply.error));
    case 'stopped':
      return job.reject(new AppError('wire.cancelled'));
    case 'failed':
      return job.reject(new Error(reply.message));
  }
}

export const resultThreads = new ResultThreads();
