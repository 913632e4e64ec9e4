import { createHash } from 'node:crypto';
import type { SealedFile } from '../../kit/sealed-file';

/** What comes within this time is written together. */
const writeAfterMs = 1000;
/** More than this is written at once. */
const mostWaiting = 64 * 1024;

/** What the first line of a recording says. */
export interface RecordingHead {
  columns: number;
  rows: number;
  /** UTC milliseconds. */
  startedAt: number;
  title: string;
}

/**
 * An asciicast version 2 recording (docs.asciinema.org/manual/asciicast/v2) that grows in a
 * sealed file: a JSON line of header, then one JSON line an event, `[seconds, kind, data]`. What
 * is typed is not recorded, since passwords are typed. Every frame of the file holds whole lines.
 */
export class Recording {
  private readonly file: SealedFile;
  private readonly hash = createHash('sha256');
  private readonly began = performance.now();
  /** Told when the disk refuses; the recording has ended then. */
  private readonly onFailure: (error: unknown) => void;
  private waiting: string[] = [];
  private waitingLength = 0;
  private written = 0;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private closed = false;

  /** @throws AppError `profile.disk-full` */
  constructor(file: SealedFile, head: RecordingHead, onFailure: (error: unknown) => void) {
    this.file = file;
    this.onFailure = onFailure;
    const { columns, rows, startedAt, title } = head;
    this.line({
      version: 2,
      width: columns,
      height: rows,
      timestamp: Math.floor(startedAt / 1000),
      title,
      env: { TERM: terminalType },
    });
    this.write();
  }

  /** Length of the asciicast text so far, bytes. */
  get bytes(): number {
    return this.written;
  }

  /** Text that the host sent. */
  output(text: string): void {
    this.event('o', text);
  }

  resize(columns: number, rows: number): void {
    this.event('r', `${columns}x${rows}`);
  }

  /** A place worth finding, e.g. where the connection broke. */
  marker(label: string): void {
    this.event('m', label);
  }

  /** SHA-256 of the whole text as it stands now; everything is written then. */
  sha256(): string {
    this.write();
    return this.hash.copy().digest('hex');
  }

  /** Writes what waits, so that the file has everything. @throws AppError `profile.disk-full` */
  write(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    if (this.closed || this.waiting.length === 0) return;
    const bytes = Buffer.from(this.waiting.join(''));
    this.file.append(bytes);
    this.hash.update(bytes);
    this.written += bytes.length;
    this.waiting = [];
    this.waitingLength = 0;
  }

  close(): void {
    if (this.closed) return;
    this.write();
    this.closed = true;
    this.file.flush();
    this.file.close();
  }

  private event(kind: 'o' | 'r' | 'm', data: string): void {
    if (this.closed || data === '') return;
    this.line([Math.round(performance.now() - this.began) / 1000, kind, data]);
    if (this.waitingLength >= mostWaiting) this.tryWrite();
    else this.timer ??= setTimeout(() => this.tryWrite(), writeAfterMs).unref();
  }

  private line(value: unknown): void {
    const line = `${JSON.stringify(value)}\n`;
    this.waiting.push(line);
    this.waitingLength += line.length;
  }

  private tryWrite(): void {
    try {
      this.write();
    } catch (error) {
      this.onFailure(error);
    }
  }
}

/** What programs on the host are told about the terminal. */
export const terminalType = 'xterm-256color';

/** Seconds from the beginning to the last event, read from the end of a recording. */
export function lengthOf(file: SealedFile): number {
  for (let index = file.frames - 1; index >= 0; index -= 1) {
    const lines = file.read(index).toString().trimEnd().split('\n');
    for (const line of lines.toReversed()) {
      const event: unknown = JSON.parse(line);
      if (Array.isArray(event) && typeof event[0] === 'number') return event[0];
    }
  }
  return 0;
}

/** Length of the text of a recording in bytes. */
export function bytesOf(file: SealedFile): number {
  let bytes = 0;
  for (let index = 0; index < file.frames; index += 1) bytes += file.frameLength(index);
  return bytes;
}
