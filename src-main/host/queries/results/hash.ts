import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { linesOfFrame } from './excerpt';
import { decodeFrame } from './frame';
import type { HashReply, HashRequest } from './hash-thread';
import script from './hash-thread?thread';

/** Results up to here are hashed at their end, without a thread. */
const heldBytes = 2 * 1024 * 1024;
/** Who adds more waits for the thread. */
const mostBehind = 4 * 1024 * 1024;
/** Memory of frames that is kept to be used again. */
const mostSpare = 8 * 1024 * 1024;

/**
 * SHA-256 of the rows of a result in the form of evidence (see `excerptPieces`), taken frame by
 * frame as they are written, beside the work that brings them.
 */
export class RowsHash {
  private readonly held: Buffer[] = [];
  private readonly spares: ArrayBuffer[] = [];
  private bytes = 0;
  private behind = 0;
  private worker: Worker | null = null;
  private failure: Error | null = null;
  private sha256: string | null = null;
  private wake: (() => void) | null = null;

  /** Takes a frame; its memory, which is no other's, is given away. */
  add(plain: Buffer): void {
    if (this.failure) return;
    this.bytes += plain.length;
    if (!this.worker && this.bytes <= heldBytes) {
      this.held.push(plain);
      return;
    }
    if (!this.worker) {
      this.start();
      for (const frame of this.held.splice(0)) this.send(frame);
    }
    this.send(plain);
  }

  /** Memory of a frame that was hashed, to be used again. */
  spare(): ArrayBuffer | undefined {
    return this.spares.pop();
  }

  /** Null where more may be added at once; else resolves when it may. */
  room(): Promise<void> | null {
    if (this.failure || this.behind <= mostBehind) return null;
    // A thread that is lost keeps no rows from coming: its end tells.
    return this.until(() => this.behind <= mostBehind / 2).catch(() => undefined);
  }

  /** The hash of all that was added. @throws where the thread was lost */
  async finish(): Promise<string> {
    if (!this.worker) {
      const hash = createHash('sha256');
      for (const frame of this.held.splice(0)) {
        hash.update(linesOfFrame(decodeFrame(frame)));
        await new Promise((resolve) => setImmediate(resolve));
      }
      return hash.digest('hex');
    }
    this.worker.postMessage({ end: true } satisfies HashRequest);
    await this.until(() => this.sha256 !== null);
    await this.worker.terminate();
    return this.sha256 ?? '';
  }

  private start(): void {
    const worker = new Worker(script, {
      eval: true,
      resourceLimits: { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 128 },
    });
    worker.on('message', (reply: HashReply) => {
      if ('sha256' in reply) this.sha256 = reply.sha256;
      else {
        this.behind -= reply.taken;
        const kept = this.spares.reduce((sum, { byteLength }) => sum + byteLength, 0);
        if (kept + reply.memory.byteLength <= mostSpare) this.spares.push(reply.memory);
      }
      this.wake?.();
    });
    const lost = (error: Error): void => {
      this.failure ??= error;
      this.wake?.();
    };
    worker.on('error', lost);
    worker.on('exit', () => lost(new Error('the thread that hashes rows ended')));
    this.worker = worker;
  }

  private send(plain: Buffer): void {
    this.behind += plain.length;
    this.worker?.postMessage({ plain } satisfies HashRequest, [plain.buffer as ArrayBuffer]);
  }

  private async until(enough: () => boolean): Promise<void> {
    while (!enough()) {
      if (this.failure !== null) throw this.failure;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }
}
