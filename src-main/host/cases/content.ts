import type { Evidence, EvidenceContent } from '../../contract/cases';
import { AppError } from '../../contract/errors';
import type { LogProvenance } from '../../contract/log-evidence';
import type { Row } from '../../contract/queries';
import type { BlobStore } from '../../kit/blob-store';
import { decodeText } from '../logs/index';
import { severityOf } from '../queries/index';
import { castText, isCast } from '../terminals/index';

/** Lines or rows to show. */
export interface Window {
  from: number;
  count: number;
}

/** An image is shown up to this size, the bound of the contract. */
const maxImageBytes = 10 * 1024 * 1024;
/** A text answer stays below what the wire carries; what is longer is clipped. */
const maxTextLength = 4 * 1024 * 1024;
/** Rows of one answer, together; a view asks again from where it ended. */
const maxRowsLength = 8 * 1024 * 1024;
/** Longer than any row that a result can have, so that rows are always whole. */
const maxLineLength = 17 * 1024 * 1024;
/** Lines or rows of a preview. */
const previewLines = 3;
/** Images that a browser shows without running anything. */
const imageTypes = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

/**
 * Opens stored evidence for display. The bytes stay as they are; only what is shown is
 * decoded. Of damaged evidence comes what can still be read.
 *
 * @param verified as found by {@link BlobStore.verify}
 */
export function contentOf(
  blobs: BlobStore,
  evidence: Evidence,
  window: Window,
): EvidenceContent['content'] {
  const { provenance } = evidence;
  switch (provenance.kind) {
    case 'result': {
      const lines = linesOf(blobs, evidence.sha256, 'utf-8');
      const { taken, total } = take(lines, window, maxRowsLength);
      const rows = taken.map((line) => JSON.parse(line) as Row);
      const { columns, thresholds = [] } = provenance;
      const severity = severityOf(
        thresholds,
        columns.map(({ name }) => name),
      );
      return { kind: 'rows', columns, rows, severities: rows.map(severity), total };
    }
    case 'log':
      return textContent(textLines(blobs, evidence), provenance.encoding, window);
    case 'transcript':
    case 'remark':
      return textContent(textLines(blobs, evidence), 'utf-8', window);
    case 'file':
      return fileContent(blobs, evidence, provenance.mediaType, window);
  }
}

function fileContent(
  blobs: BlobStore,
  evidence: Evidence,
  mediaType: string,
  window: Window,
): EvidenceContent['content'] {
  if (isTextType(mediaType)) {
    const [head = Buffer.alloc(0)] = readable(blobs, evidence.sha256);
    const encoding = guessEncoding(head);
    return textContent(linesOf(blobs, evidence.sha256, encoding), encoding, window);
  }
  const shown = imageTypes.includes(mediaType) && evidence.bytes <= maxImageBytes;
  const data = shown
    ? Buffer.concat([...readable(blobs, evidence.sha256)]).toString('base64')
    : null;
  return { kind: 'binary', mediaType, data };
}

/**
 * Lines of evidence that is text. Of a recorded terminal they are what it showed; its own bytes
 * are for a player.
 */
export function* textLines(blobs: BlobStore, evidence: Evidence): Generator<string> {
  const { provenance, sha256 } = evidence;
  if (provenance.kind === 'log') {
    for (const run of encodingRuns(provenance))
      yield* decodedLines(slices(readable(blobs, sha256), run.from, run.to), run.encoding);
    return;
  }
  if (provenance.kind === 'file') {
    const [head = Buffer.alloc(0)] = readable(blobs, sha256);
    yield* linesOf(blobs, sha256, guessEncoding(head));
    return;
  }
  const lines = linesOf(blobs, sha256, 'utf-8');
  if (provenance.kind === 'transcript' && isCast(provenance.format)) yield* castText(lines);
  else yield* lines;
}

function textContent(
  lines: Iterable<string>,
  encoding: string,
  window: Window,
): EvidenceContent['content'] {
  const { taken, total } = take(lines, window);
  const text = taken.join('\n');
  const clipped = window.from > 0 || window.from + taken.length < total;
  return {
    kind: 'text',
    text: text.slice(0, maxTextLength),
    encoding,
    clipped: clipped || text.length > maxTextLength,
  };
}

/** Lines of a window, fewer when they are longer than `limit` together, and how many there are in all. */
function take(
  lines: Iterable<string>,
  window: Window,
  limit = Infinity,
): { taken: string[]; total: number } {
  const taken: string[] = [];
  let total = 0;
  let length = 0;
  for (const line of lines) {
    if (total >= window.from && taken.length < window.count && length < limit) {
      taken.push(line);
      length += line.length;
    }
    total++;
  }
  return { taken, total };
}

/** Decoded lines of a content, without their ends. Of a longer line only the beginning is given. */
export function linesOf(blobs: BlobStore, sha256: string, encoding: string): Generator<string> {
  return decodedLines(readable(blobs, sha256), encoding);
}

/** Stretches of log evidence that are in one encoding each, as byte ranges of its content. */
function encodingRuns({
  files,
  parts,
  encoding,
}: LogProvenance): { from: number; to: number; encoding: string }[] {
  const runs: { from: number; to: number; encoding: string }[] = [];
  let at = 0;
  for (const [file, , bytes] of parts ?? []) {
    const own = files?.[file]?.encoding ?? encoding;
    const last = runs.at(-1);
    if (last?.encoding === own) last.to = at + bytes;
    else runs.push({ from: at, to: at + bytes, encoding: own });
    at += bytes;
  }
  return runs.length === 0 ? [{ from: 0, to: Infinity, encoding }] : runs;
}

/** Bytes [from, to) of a content that comes in pieces. */
function* slices(pieces: Iterable<Buffer>, from: number, to: number): Generator<Buffer> {
  let at = 0;
  for (const piece of pieces) {
    if (at >= to) return;
    if (at + piece.length > from) yield piece.subarray(Math.max(0, from - at), to - at);
    at += piece.length;
  }
}

/** Decodes pieces of a text that follow each other. */
function decoderOf(encoding: string): { decode(piece?: Buffer): string } {
  if (encoding !== 'mixed') {
    const decoder = new TextDecoder(decodable(encoding));
    return { decode: (piece) => decoder.decode(piece, { stream: piece !== undefined }) };
  }
  // Each line is decoded as it is, so it has to be whole.
  let held: Buffer = Buffer.alloc(0);
  return {
    decode: (piece) => {
      const all = piece ? Buffer.concat([held, piece]) : held;
      const end = piece ? all.lastIndexOf(0x0a) + 1 : all.length;
      held = all.subarray(end);
      return decodeText(all.subarray(0, end), 'mixed');
    },
  };
}

function* decodedLines(pieces: Iterable<Buffer>, encoding: string): Generator<string> {
  const decoder = decoderOf(encoding);
  let parts: string[] = [];
  let length = 0;
  // A line may be as long as the file: it is gathered in parts, and no further than is shown.
  const add = (part: string): void => {
    if (length < maxLineLength) parts.push(part);
    length += part.length;
  };
  const line = (): string => {
    const text = parts.join('').replace(/\r$/, '');
    parts = [];
    length = 0;
    return text;
  };
  for (const piece of pieces) {
    const [first = '', ...others] = decoder.decode(piece).split('\n');
    add(first);
    for (const other of others) {
      yield line();
      add(other);
    }
  }
  add(decoder.decode());
  if (length > 0) yield line();
}

/** The pieces that can still be read: damage ends them instead of failing. */
function* readable(blobs: BlobStore, sha256: string): Generator<Buffer> {
  try {
    yield* blobs.read(sha256);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
}

/** First lines or rows for the timeline, clipped. */
export function previewOf(head: Buffer, provenance: Evidence['provenance']): string {
  if (provenance.kind === 'file' && !isTextType(provenance.mediaType)) return '';
  if (provenance.kind === 'log') return logPreview(head, provenance);
  const encoding = provenance.kind === 'file' ? guessEncoding(head) : 'utf-8';
  const text = new TextDecoder(encoding).decode(head);
  const whole =
    provenance.kind === 'transcript' && isCast(provenance.format)
      ? [...castText(text.split('\n'))].filter((line) => line !== '')
      : text.split('\n');
  const lines = whole.slice(0, previewLines).map((line) => line.replace(/\r$/, ''));
  const shown =
    provenance.kind === 'result' ? lines.filter((line) => line !== '').map(cellsOf) : lines;
  return shown
    .map((line) => line.slice(0, 500))
    .join('\n')
    .trimEnd();
}

/** A row as text; the head may end in the middle of one. */
function cellsOf(line: string): string {
  try {
    return (JSON.parse(line) as Row).map((cell) => cell ?? 'NULL').join(' | ');
  } catch {
    return '…';
  }
}

/** Whether evidence has lines that can be read. */
export function isText({ provenance }: Evidence): boolean {
  if (provenance.kind === 'file') return isTextType(provenance.mediaType);
  return provenance.kind !== 'result';
}

/** First lines of log evidence. */
function logPreview(head: Buffer, provenance: LogProvenance): string {
  const lines: string[] = [];
  for (const run of encodingRuns(provenance)) {
    for (const line of decodedLines(slices([head], run.from, run.to), run.encoding)) {
      if (lines.length === previewLines) return lines.join('\n').trimEnd();
      lines.push(line.slice(0, 500));
    }
  }
  return lines.join('\n').trimEnd();
}

function isTextType(mediaType: string): boolean {
  return mediaType.startsWith('text/') || mediaType === 'application/json';
}

/** UTF-16 by its mark, UTF-8 when it is valid, else the Chinese encoding. */
function guessEncoding(head: Uint8Array): string {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  try {
    // The head may end within a character.
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return 'utf-8';
  } catch {
    return 'gb18030';
  }
}

function decodable(encoding: string): string {
  try {
    return new TextDecoder(encoding).encoding;
  } catch {
    return 'utf-8';
  }
}
