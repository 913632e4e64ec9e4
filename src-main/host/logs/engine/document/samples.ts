import type { ByteSource } from '../source';
import { decodeText, EncodingEvidence, type LogEncoding } from '../text/index';
import { lineEnd } from './lines';

/** Bytes of each sample. */
export const sampleBytes = 64 * 1024;
/** Lines that a format is voted on with: most from the head, where a log says what it is. */
const linesOf = { head: 100, middle: 50, tail: 50 };

/** Pieces of a log, by which its encoding and format are told. */
export interface Samples {
  head: Buffer;
  middle: Buffer;
  tail: Buffer;
  middleAt: number;
  tailAt: number;
}

/**
 * Lines of the samples: those that a format is voted on with, the first ones, the last ones. Where
 * all of the log is in hand, all are the first ones.
 */
export interface SampleLines {
  all: string[];
  head: string[];
  last: string[];
}

/** Reads the samples: three reads, whatever the size. A packed log has only its head at first. */
export async function readSamples(source: ByteSource, signal?: AbortSignal): Promise<Samples> {
  const head = await source.read(0, sampleBytes, signal);
  const none = Buffer.alloc(0);
  if (!source.complete || source.size <= head.length) {
    return { head, middle: none, tail: none, middleAt: 0, tailAt: 0 };
  }
  const tailAt = even(Math.max(head.length, source.size - sampleBytes));
  const middleAt = even(Math.max(head.length, source.size / 2));
  const [middle, tail] = await Promise.all([
    middleAt < tailAt
      ? source.read(middleAt, Math.min(sampleBytes, tailAt - middleAt), signal)
      : none,
    source.read(tailAt, sampleBytes, signal),
  ]);
  return { head, middle, tail, middleAt, tailAt };
}

/** What the samples tell of the encoding. */
export function evidenceOf(samples: Samples): EncodingEvidence {
  const evidence = new EncodingEvidence();
  evidence.addHead(samples.head);
  evidence.add(samples.middle);
  evidence.add(samples.tail);
  return evidence;
}

/** Decoded whole lines of the samples, without their ends. */
export function sampleLines(samples: Samples, encoding: LogEncoding): SampleLines {
  const head = linesIn(samples.head, 0, encoding);
  const middle = linesIn(samples.middle, samples.middleAt, encoding);
  const tail = linesIn(samples.tail, samples.tailAt, encoding);
  const all = [
    ...head.slice(0, linesOf.head),
    ...middle.slice(0, linesOf.middle),
    ...tail.slice(-linesOf.tail),
  ];
  if (tail.length === 0) return { all, head, last: [] };
  return { all, head: head.slice(0, linesOf.head), last: tail.slice(-linesOf.tail) };
}

function linesIn(bytes: Buffer, base: number, encoding: LogEncoding): string[] {
  // What comes before the first line feed is the rest of a line, except at the start of the log.
  let from = base === 0 ? 0 : lineEnd(bytes, 0, base, encoding);
  const lines: string[] = [];
  while (from >= 0 && from < bytes.length) {
    const end = lineEnd(bytes, from, base, encoding);
    const line = bytes.subarray(from, end < 0 ? bytes.length : end);
    lines.push(decodeText(line, encoding).replace(/\r?\n$/, ''));
    from = end;
  }
  return lines;
}

function even(offset: number): number {
  return Math.floor(offset / 2) * 2;
}
