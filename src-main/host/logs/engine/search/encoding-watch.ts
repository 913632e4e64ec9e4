import type { ByteSource } from '../source';
import { EncodingEvidence, type LogEncoding } from '../text/index';
import { endOf } from './line-chunks';

const readBytes = 1024 * 1024;

/**
 * Tells the encoding of a log by its begin, and goes on looking where that is nothing but ASCII:
 * such a log reads the same in every encoding up to the first byte that is none.
 */
export class EncodingWatch {
  private readonly source: ByteSource;
  private readonly evidence = new EncodingEvidence();
  private at = 0;

  private constructor(source: ByteSource) {
    this.source = source;
  }

  /** @throws AppError what the source throws */
  static async of(source: ByteSource, signal?: AbortSignal): Promise<EncodingWatch> {
    const watch = new EncodingWatch(source);
    const head = await source.read(0, readBytes, signal);
    watch.evidence.addHead(head);
    watch.at = head.length;
    return watch;
  }

  /** As far as it was looked. */
  get encoding(): LogEncoding {
    return this.evidence.encoding;
  }

  /**
   * Looks up to an offset, unless the question is settled before.
   *
   * @returns whether the encoding is still what it was
   * @throws AppError what the source throws
   */
  async stays(to: number, signal?: AbortSignal): Promise<boolean> {
    const { evidence, source, encoding } = this;
    while (evidence.plain && this.at < Math.min(to, endOf(source, {}))) {
      const bytes = await source.read(this.at, readBytes, signal);
      if (bytes.length === 0) break;
      evidence.add(bytes);
      this.at += bytes.length;
    }
    return this.encoding === encoding;
  }
}
