import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { tooDeep, type JudgedText } from './judge';
import type { JudgeReply, JudgeRequest } from './thread';
import script from './thread?thread';

/** What takes longer to read is refused: half a megabyte takes seconds, a parser that tries again and again hours. */
const longestMs = (typed: string): number => 4_000 + typed.length / 50;
/** The thread ends when it had nothing to do for so long. */
const idleMs = 30_000;

interface Job {
  request: JudgeRequest;
  signal: AbortSignal | undefined;
  resolve(judged: JudgedText): void;
  reject(error: unknown): void;
}

/** One thread that judges long texts in turn, so that the host's own never waits for them. */
class JudgingThread {
  private readonly waiting: Job[] = [];
  private worker: Worker | null = null;
  private job: Job | null = null;
  private timer: NodeJS.Timeout | undefined;
  private limit: NodeJS.Timeout | undefined;

  judge(request: JudgeRequest, signal: AbortSignal | undefined): Promise<JudgedText> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ request, signal, resolve, reject });
      this.next();
    });
  }

  private next(): void {
    if (this.job) return;
    clearTimeout(this.timer);
    const job = this.waiting.shift();
    if (!job) {
      this.timer = setTimeout(() => this.end(), idleMs);
      this.timer.unref();
      return;
    }
    if (job.signal?.aborted) {
      job.reject(job.signal.reason);
      this.next();
      return;
    }
    this.job = job;
    const worker = (this.worker ??= this.start());
    // Only work keeps the process alive.
    worker.ref();
    worker.postMessage(job.request);
  }

  /** Nothing else stops a parser that is at work. */
  private giveUp(): void {
    this.end();
    this.settle(({ request, resolve }) => resolve(tooDeep(request.dialect, request.typed)));
  }

  private start(): Worker {
    const { resolve } = createRequire(import.meta.url);
    const parsers = {
      postgres: resolve('libpg-query'),
      others: resolve('@guanmingchiu/sqlparser-ts'),
    };
    const worker = new Worker(script, { eval: true, workerData: { parsers } });
    worker.on('message', (reply: JudgeReply) => {
      if ('begun' in reply) {
        const typed = this.job?.request.typed ?? '';
        this.limit = setTimeout(() => this.giveUp(), longestMs(typed));
        return;
      }
      worker.unref();
      if ('judged' in reply) this.settle((job) => job.resolve(reply.judged));
      else this.settle((job) => job.reject(new Error(reply.failed)));
    });
    worker.on('error', (error) => this.lost(worker, error));
    worker.on('exit', () => this.lost(worker, new Error('the thread that judges texts ended')));
    return worker;
  }

  private settle(tell: (job: Job) => void): void {
    const { job } = this;
    clearTimeout(this.limit);
    this.job = null;
    if (job) tell(job);
    this.next();
  }

  private lost(worker: Worker, error: unknown): void {
    if (this.worker !== worker) return;
    this.worker = null;
    this.settle((job) => job.reject(error));
  }

  private end(): void {
    const { worker } = this;
    this.worker = null;
    void worker?.terminate();
  }
}

const thread = new JudgingThread();

/** Judges a text in a thread of its own; texts are taken in turn. @throws the signal's reason */
export function judgeInThread(
  request: JudgeRequest,
  signal: AbortSignal | undefined,
): Promise<JudgedText> {
  return thread.judge(request, signal);
}
