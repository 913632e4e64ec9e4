import type { ByteSource } from '../engine/index';
import { Expression, type ExpressionWords } from '../engine/search/expression';
import { lineChunks } from '../engine/search/line-chunks';
import { decodeText, type LogEncoding } from '../engine/text/index';
import { lineBytes, type RemoteFound } from './search';

/** How a log is searched by moving it. */
export interface SearchHereOptions {
  words: ExpressionWords;
  encoding: LogEncoding;
  /** Hits to keep. */
  hits: number;
  /** No more than so much of the log is moved. Default 64 MB. */
  mostBytes?: number;
  signal?: AbortSignal;
}

const usualBytes = 64 * 1024 * 1024;

/**
 * Searches a log whose host cannot, by reading it in order up to a bound: accounts with SFTP
 * alone, Windows, expressions that the host's grep has no words for.
 *
 * @throws AppError `logs.expression-…`, what the source throws, `wire.cancelled`
 */
export async function searchHere(
  source: ByteSource,
  path: string,
  options: SearchHereOptions,
): Promise<RemoteFound> {
  const { encoding, signal, mostBytes = usualBytes } = options;
  const expression = Expression.of(options.words);
  const found: RemoteFound = { path, lines: 0, hits: [], stopped: null, error: null, command: '' };
  let lines = 0;
  let line: { offset: number; text: string; matches: boolean } | null = null;
  const end = (): void => {
    if (!line) return;
    if (line.matches) {
      lines += 1;
      const { offset, text } = line;
      if (found.hits.length < options.hits) found.hits.push({ offset, text });
      else if (options.hits > 0) found.stopped = 'hits';
    }
    line = null;
  };
  const to = source.complete ? Math.min(source.size, mostBytes) : mostBytes;
  for await (const chunk of lineChunks(source, encoding, { to }, signal)) {
    const { bytes, offset, long } = chunk;
    if (long) {
      const text = decodeText(bytes, encoding).replace(/\r?\n$/, '');
      if (long.first) line = { offset, text: text.slice(0, lineBytes), matches: false };
      if (line) line.matches ||= expression.matchesPiece(text, long.first, long.last);
      if (long.last) end();
      continue;
    }
    const text = decodeText(bytes, encoding);
    if (!expression.anywhere(text.replaceAll('\r\n', '\n'))) continue;
    for (const { from, content } of linesOf(bytes, encoding)) {
      const one = decodeText(content, encoding);
      if (!expression.matches(one)) continue;
      line = { offset: offset + from, text: one.slice(0, lineBytes), matches: true };
      end();
    }
  }
  end();
  if (!source.complete || source.size > mostBytes) found.stopped = 'bytes';
  found.lines = found.stopped === 'bytes' ? null : lines;
  return found;
}

/** Lines of a piece, without CR and LF, in bytes. */
function* linesOf(
  bytes: Buffer,
  encoding: LogEncoding,
): Generator<{ from: number; content: Buffer }, void> {
  const [lf, cr] = ['\n', '\r'].map((character) => {
    const narrow = Buffer.from(character);
    const wide = Buffer.from(character, 'utf16le');
    return encoding === 'utf-16le' ? wide : encoding === 'utf-16be' ? wide.swap16() : narrow;
  });
  if (!lf || !cr) return;
  for (let from = 0; from < bytes.length;) {
    let at = bytes.indexOf(lf, from);
    while (at >= 0 && (at - from) % lf.length !== 0) at = bytes.indexOf(lf, at + 1);
    const end = at < 0 ? bytes.length : at;
    const line = bytes.subarray(from, end);
    const hasCr = line.length >= cr.length && line.subarray(-cr.length).equals(cr);
    yield { from, content: hasCr ? line.subarray(0, -cr.length) : line };
    from = end + lf.length;
  }
}
