import { blockCache } from '../blocks';
import type { LineFact } from '../log-index';
import type { ByteSource } from '../source';
import { clipBytes, decodeText, type LogEncoding } from '../text/index';
import { windowBytes } from './facts';
import { clipCharacters, clipText, shownBytes, type DocumentLine } from './lines';

/** What is shown of a line. */
export type Beginning = Pick<DocumentLine, 'text' | 'timeSpan'> & { clipped: boolean };

/** What the bytes of lines are read from, and how. */
export interface TextPlace {
  source: ByteSource;
  encoding: LogEncoding;
  /** Is given bytes that were read for rows: they may tell more of the encoding. */
  seen?: (bytes: Buffer) => void;
}

/** The decoded beginnings of lines, in their order. @throws AppError what the source throws */
export async function beginningsOf(
  facts: readonly LineFact[],
  place: TextPlace,
  signal?: AbortSignal,
): Promise<Beginning[]> {
  const first = facts[0];
  const last = facts.at(-1);
  if (!first || !last) return [];
  const { source, encoding, seen } = place;
  const length = last.contentEnd - first.offset;
  if (length <= windowBytes) {
    const bytes = await blockCache.read(source, first.offset, length, signal);
    seen?.(bytes);
    return facts.map((fact) => {
      const at = fact.offset - first.offset;
      return beginningOf(fact, bytes.subarray(at, at + shownOf(fact)), encoding);
    });
  }
  if (facts.length === 1)
    return [
      beginningOf(
        first,
        await blockCache.read(source, first.offset, shownOf(first), signal),
        encoding,
      ),
    ];
  const half = facts.length >> 1;
  return [
    ...(await beginningsOf(facts.slice(0, half), place, signal)),
    ...(await beginningsOf(facts.slice(half), place, signal)),
  ];
}

/** Bytes of a line that are looked at: a few more than shown tell whether a character ends there. */
function shownOf({ offset, contentEnd }: LineFact): number {
  return Math.min(contentEnd - offset, shownBytes + 4);
}

/** Bytes of a line, or of its begin, as text; without the mark at the start of a log. */
export function decodeAt(bytes: Buffer, offset: number, encoding: LogEncoding): string {
  const text = decodeText(bytes, encoding);
  return offset === 0 && text.startsWith('\ufeff') ? text.slice(1) : text;
}

/** A line as it is shown. */
export function rowOf(
  fact: LineFact,
  line: number,
  record: LineFact | null,
  beginning: Beginning | undefined,
  clockOffsetMs: number,
): DocumentLine {
  const { offset, contentEnd, end, startsRecord, ignored } = fact;
  const time = record?.time ?? NaN;
  return {
    line,
    offset,
    contentEnd,
    end,
    text: beginning?.text ?? '',
    fullLength: beginning?.clipped ? contentEnd - offset : null,
    level: record?.level ?? null,
    time: Number.isNaN(time) ? null : time + clockOffsetMs,
    timeSpan: beginning?.timeSpan ?? null,
    startsRecord,
    ignored,
  };
}

/** A line's text as far as it is shown, from its first bytes. */
export function beginningOf(fact: LineFact, bytes: Buffer, encoding: LogEncoding): Beginning {
  const { offset, contentEnd, timeFrom, timeTo } = fact;
  const text = decodeAt(clipBytes(bytes, shownBytes, encoding), offset, encoding);
  const before = timeTo > timeFrom ? decodeAt(bytes.subarray(0, timeFrom), offset, encoding) : '';
  const length = decodeText(bytes.subarray(timeFrom, timeTo), encoding).length;
  return {
    text: clipText(text, clipCharacters),
    clipped: text.length > clipCharacters || contentEnd - offset > shownBytes,
    timeSpan: length > 0 ? [before.length, before.length + length] : null,
  };
}
