import { blockCache } from '../blocks';
import { lookAhead, type KernelState } from '../kernel/program';
import type { IndexBlock, LineFact } from '../log-index';
import type { ByteSource } from '../source';
import type { LogEncoding } from '../text/index';
import { lineBreakBytes, lineEnd } from './lines';

/** What tells lines apart and what they are: the kernel with the program of a format. */
export interface LineKernel {
  /**
   * Facts of the lines in a buffer that begins with a line; the last one may be cut.
   *
   * @param base offset of the buffer in the log
   * @param from what the lines before hand on; null: nothing is known of them
   */
  facts(bytes: Buffer, base: number, from: KernelState | null): LineFact[];
}

/** A window of lines that is looked at at once; lines longer than it are read by their begin. */
export const windowBytes = 1024 * 1024;

/** Where the lines of one block are looked up. */
export interface FactsPlace {
  source: ByteSource;
  encoding: LogEncoding;
  kernel: LineKernel;
  state: KernelState | null;
  signal?: AbortSignal | undefined;
  /** Nobody comes to read the same again soon. */
  once?: boolean;
}

/** What is read once from a file of this machine would only push out what is kept. */
function readAt({ source, signal, once }: FactsPlace, from: number, length: number) {
  return once && source.path !== null
    ? source.read(from, length, signal)
    : blockCache.read(source, from, length, signal);
}

/**
 * Facts of the lines of a block. Never reads much more than it must: a line of 500 MB costs its
 * first megabyte and a look for its end.
 *
 * @param end where the block ends
 */
export async function factsOfBlock(
  block: IndexBlock,
  end: number,
  place: FactsPlace,
): Promise<LineFact[]> {
  const size = end - block.offset;
  if (size <= windowBytes) {
    const bytes = await readAt(place, block.offset, size + lookAhead);
    const facts = place.kernel.facts(bytes, block.offset, place.state);
    return facts.filter((fact) => fact.offset < end).map((fact) => within(fact, end));
  }
  const all: LineFact[] = [];
  let at = block.offset;
  while (at < end) {
    const length = Math.min(windowBytes, end - at);
    const bytes = await blockCache.read(place.source, at, length + lookAhead, place.signal);
    if (bytes.length === 0) break;
    const limit = at + Math.min(length, bytes.length);
    const facts = place.kernel.facts(bytes, at, all.length === 0 ? place.state : null);
    const whole = facts.filter((fact) => fact.end <= limit && fact.end < at + bytes.length);
    const found = limit === end ? facts.filter((fact) => fact.offset < end) : whole;
    if (found.length > 0) {
      all.push(...found.map((fact) => within(fact, end)));
    } else if (facts[0]) {
      // The last line ends with the block: nothing has to be looked for.
      const last = all.length === block.lines - 1;
      const lineTo = last ? end : await endOfLine(place, limit, end);
      all.push(await longLine(facts[0], lineTo, place));
    }
    at = all.at(-1)?.end ?? end;
  }
  return all;
}

/** A fact of a line whose text went on beyond what the kernel was given. */
async function longLine(fact: LineFact, end: number, place: FactsPlace): Promise<LineFact> {
  const tail = await blockCache.read(place.source, Math.max(fact.offset, end - 4), 4, place.signal);
  const contentEnd = Math.max(fact.offset, end - lineBreakBytes(tail, place.encoding));
  return { ...fact, contentEnd, end };
}

/** A line that ends with the block, whatever follows in the buffer. */
function within(fact: LineFact, end: number): LineFact {
  if (fact.end <= end) return fact;
  return { ...fact, end, contentEnd: Math.min(fact.contentEnd, end) };
}

/** Where the line ends that goes on at `from`; `limit` where no line feed comes before it. */
export async function endOfLine(
  place: Pick<FactsPlace, 'source' | 'encoding' | 'signal'>,
  from: number,
  limit: number,
): Promise<number> {
  // Most lines end soon: little is moved for them, much at once for the others.
  let step = windowBytes / 16;
  // A line feed of UTF-16 may begin with the last byte that was looked at.
  for (let at = Math.max(0, from - 2); at < limit; at += step - 2, step = windowBytes) {
    const length = Math.min(step, limit - at);
    const bytes = await place.source.read(at, length, place.signal);
    const found = lineEnd(bytes, 0, at, place.encoding);
    if (found > 0) return at + found;
    if (bytes.length < length) break;
  }
  return limit;
}
