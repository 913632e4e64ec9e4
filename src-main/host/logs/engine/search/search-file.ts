import { LogDocument } from '../document';
import { lineEnd } from '../document/lines';
import type { FormatSet } from '../formats/index';
import type { ByteSource } from '../source';
import { openTyped } from '../sources/index';
import { findEncoding, type LogEncoding } from '../text/index';
import { EncodingWatch } from './encoding-watch';
import type { Expression } from './expression';
import { countLineFeeds, endOf, type LinePlace } from './line-chunks';
import { listed, listInPlace, type ListedLines } from './line-listing';
import { walkLines, type WalkedLine } from './line-walk';
import { recordsOfLines } from './record-filter';
import { searchLines } from './search-lines';

const readBytes = 1024 * 1024;
/** A log is searched in parts that grow, so that the first hits are there at once. */
const firstPart = 4 * 1024 * 1024;
const largestPart = 256 * 1024 * 1024;

/** Lines and records of a log file that match. */
export interface FileCounts {
  /** Lines, as ripgrep counts them in the decoded text. */
  lines: number;
  /** Records that have one of them. */
  records: number;
}

/**
 * Counts what matches in a log of this machine.
 *
 * @throws AppError `file.…`, `logs.…`
 */
export async function countInFile(
  path: string,
  expression: Expression,
  formats: FormatSet,
  signal?: AbortSignal,
): Promise<FileCounts> {
  const source = await openTyped(path);
  const { document, watch } = await openDocument(source, formats, signal);
  try {
    let search = searchLines(source, watch.encoding, expression, { signal });
    // Waited for later: until then its failure is nobody's.
    search.catch(() => undefined);
    if (!(await watch.stays(Infinity, signal))) {
      await search;
      const { encoding } = watch;
      await document.choose({ encoding });
      search = searchLines(source, encoding, expression, { signal });
    }
    const lines = await search;
    if (lines.count === 0) return { lines: 0, records: 0 };
    await document.indexing;
    return { lines: lines.count, records: (await recordsOfLines(document, lines, signal)).count };
  } finally {
    await document.close();
  }
}

/** A log, begun to be indexed in the encoding that its begin has. Closes the source when it cannot be opened. */
async function openDocument(
  source: ByteSource,
  formats: FormatSet,
  signal?: AbortSignal,
): Promise<{ document: LogDocument; watch: EncodingWatch }> {
  try {
    const watch = await EncodingWatch.of(source, signal);
    // What is unpacked is read in order: it is looked through before it is searched.
    if (!source.complete) await watch.stays(Infinity, signal);
    const choices = { encoding: watch.encoding };
    return { document: await LogDocument.open(source, { formats, choices }), watch };
  } catch (error) {
    await source.close();
    throw error;
  }
}

/**
 * The lines of a log of this machine that match, in order, the first ones at once.
 *
 * @throws AppError `file.…`, `logs.…`
 */
export async function* searchFile(
  path: string,
  expression: Expression,
  signal?: AbortSignal,
): AsyncGenerator<ListedLines, void> {
  const source = await openTyped(path);
  try {
    const watch = await EncodingWatch.of(source, signal);
    const rest = yield* listInPlace(source, watch, expression, signal);
    if (!rest) return;
    await watch.stays(Infinity, signal);
    yield* listInParts(source, watch.encoding, expression, rest, signal);
  } finally {
    await source.close();
  }
}

/** From a place on, part by part. */
async function* listInParts(
  source: ByteSource,
  encoding: LogEncoding,
  expression: Expression,
  from: LinePlace,
  signal?: AbortSignal,
): AsyncGenerator<ListedLines, void> {
  let counted = from;
  let part = firstPart;
  for (let { offset } = from; offset < endOf(source, {}); part = Math.min(part * 2, largestPart)) {
    const to = await lineEndAfter(source, encoding, offset + part, signal);
    // Numbered from here on: where nothing is found, nobody has to count the lines.
    const hits = await searchLines(source, encoding, expression, {
      from: { offset, line: 0 },
      to,
      signal,
    });
    if (hits.count > 0) {
      const line =
        counted.line + (await countLineFeeds(source, encoding, counted.offset, offset, signal));
      counted = { offset, line };
      const next = (number: number): number | undefined => {
        const hit = hits.next(number - line);
        return hit === undefined ? undefined : hit + line;
      };
      for await (const lines of walkLines(source, encoding, { from: counted, to }, next, signal))
        yield* listed(lines);
    }
    if (to <= offset) return;
    offset = to;
  }
}

/**
 * Lines [from, from + count) of a log of this machine, from 0. What comes after is not read.
 *
 * @throws AppError `file.…`, `logs.…`
 */
export async function* showFile(
  path: string,
  from: number,
  count: number,
  signal?: AbortSignal,
): AsyncGenerator<WalkedLine[]> {
  const source = await openTyped(path);
  try {
    const found = await findEncoding(source, signal);
    // Of a log that looked like ASCII, each line is read as what it turns out to be.
    const encoding = found.plain ? 'mixed' : found.encoding;
    const next = (line: number): number | undefined => {
      const wanted = Math.max(line, from);
      return wanted < from + count ? wanted : undefined;
    };
    yield* walkLines(source, encoding, {}, next, signal);
  } finally {
    await source.close();
  }
}

/** Where the line ends that an offset is in; the end of the log where none does. */
async function lineEndAfter(
  source: ByteSource,
  encoding: LogEncoding,
  offset: number,
  signal?: AbortSignal,
): Promise<number> {
  // A line feed of UTF-16 stands at an even offset, which the parts keep to.
  for (let at = offset - (offset % 2); ;) {
    const bytes = await source.read(at, readBytes, signal);
    const end = lineEnd(bytes, 0, at, encoding);
    if (end > 0) return at + end;
    at += bytes.length;
    if (bytes.length < readBytes) return at;
  }
}
