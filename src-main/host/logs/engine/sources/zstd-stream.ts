import { createZstdDecompress, type ZstdDecompress } from 'node:zlib';

const outputBytes = 256 * 1024;
/** More than all that comes of the blocks that are handed over at once: nothing waits for a reader. */
const heldBytes = 16 * 1024 * 1024;

/** Node's Zstandard decoder, handed whole blocks: what comes of them is known to the byte. */
export class BlockDecoder {
  private readonly stream: ZstdDecompress;
  private failed: Error | null = null;
  private settle: (() => void) | null = null;

  /** @param dictionary where a frame is gone on with in its middle */
  constructor(dictionary: Uint8Array | null = null) {
    const options = { chunkSize: outputBytes, readableHighWaterMark: heldBytes };
    this.stream = createZstdDecompress(dictionary ? { ...options, dictionary } : options);
    this.stream.on('error', (error) => {
      this.failed ??= error;
      this.settle?.();
    });
    this.stream.on('close', () => this.settle?.());
  }

  /**
   * Unpacks blocks that follow those before.
   *
   * @param bytes 4 MB unpacked at most
   * @returns what came of them, also before a failure
   */
  async write(bytes: Uint8Array): Promise<{ pieces: Buffer[]; failure: Error | null }> {
    await new Promise<void>((resolve) => {
      this.settle = resolve;
      if (this.failed || this.stream.destroyed) resolve();
      else this.stream.write(bytes, () => resolve());
    });
    const all = this.stream.read() as Buffer | null;
    const pieces: Buffer[] = [];
    for (let at = 0; all && at < all.length; at += outputBytes)
      pieces.push(all.subarray(at, at + outputBytes));
    return { pieces, failure: this.failed };
  }

  close(): void {
    this.stream.destroy();
  }
}
