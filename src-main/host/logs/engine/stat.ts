import { isAscii } from 'node:buffer';
import { logLevels, type LogLevel } from '../../../contract/logs';
import { LogDocument } from './document';
import type { FormatSet } from './formats/index';
import type { ByteSource } from './source';
import { openTyped } from './sources/index';
import { EncodingEvidence, type LogEncoding } from './text/index';

const readBytes = 1024 * 1024;

/** What there is to say of a log; times are UTC ms, null where no record states one. */
export interface LogStatistics {
  bytes: number;
  /** LF characters: code units in UTF-16. */
  newlines: number;
  crlf: boolean;
  endsWithNewline: boolean;
  encoding: LogEncoding | 'us-ascii';
  format: string;
  records: number;
  /** Of the first and the last record in file order that state a time. */
  first: number | null;
  last: number | null;
  /** Records by level; levels without one are left out. */
  levels: Partial<Record<LogLevel, number>>;
}

/**
 * Reads a log of this machine from begin to end.
 *
 * @param onProblem what is wrong with it although it can be read: a packed log that ends early
 * @throws AppError `file.…`, `logs.…`; `wire.cancelled` when the signal aborts
 */
export async function statFile(
  path: string,
  formats: FormatSet,
  signal?: AbortSignal,
  onProblem?: (problem: Error) => void,
): Promise<LogStatistics> {
  const source = await openTyped(path);
  let evidence: EncodingEvidence;
  try {
    evidence = await wholeEvidence(source, signal);
  } catch (error) {
    await source.close();
    throw error;
  }
  const { encoding } = evidence;
  // Closes the source when it is closed, and when it cannot be opened.
  const document = await LogDocument.open(source, { formats, choices: { encoding }, signal });
  const stop = (): void => void document.close();
  signal?.addEventListener('abort', stop);
  try {
    await document.indexing;
    const { index } = document;
    if (document.problem) onProblem?.(document.problem);
    return {
      bytes: source.size,
      newlines: index.newlines,
      crlf: index.crlf,
      endsWithNewline: await endsWithNewline(source, encoding),
      encoding: evidence.plain ? 'us-ascii' : encoding,
      format: document.format.name,
      records: index.records,
      first: timeOrNull(index.first),
      last: timeOrNull(index.last),
      levels: Object.fromEntries(
        logLevels.map((level) => [level, index.levels[level]]).filter(([, count]) => count !== 0),
      ),
    };
  } finally {
    signal?.removeEventListener('abort', stop);
    await document.close();
  }
}

/** Looks at every byte until the encoding is certain: the one Chinese line may stand anywhere. */
async function wholeEvidence(
  source: ByteSource,
  signal: AbortSignal | undefined,
): Promise<EncodingEvidence> {
  const evidence = new EncodingEvidence();
  for (let at = 0; !evidence.settled;) {
    const bytes = await source.read(at, readBytes, signal);
    if (bytes.length === 0) break;
    if (at === 0) evidence.addHead(bytes);
    else if (!isAscii(bytes)) evidence.add(bytes);
    at += bytes.length;
  }
  return evidence;
}

async function endsWithNewline(source: ByteSource, encoding: LogEncoding): Promise<boolean> {
  const width = encoding === 'utf-16le' || encoding === 'utf-16be' ? 2 : 1;
  if (source.size < width) return false;
  const last = await source.read(source.size - width, width);
  if (width === 1) return last[0] === 0x0a;
  return encoding === 'utf-16le'
    ? last[0] === 0x0a && last[1] === 0
    : last[0] === 0 && last[1] === 0x0a;
}

function timeOrNull(time: number): number | null {
  return Number.isNaN(time) ? null : time;
}
