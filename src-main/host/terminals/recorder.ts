import type { Recording } from './recording';

interface Size {
  columns: number;
  rows: number;
}

/** Where recordings are kept. */
export interface RecorderParts {
  /** @throws AppError `profile.disk-full`, `profile.read-only` */
  begin: (size: Size, onFailure: (error: unknown) => void) => { id: string; recording: Recording };
  end: (id: string) => void;
  /** Nothing was recorded: no shell came. */
  discard: (id: string) => void;
}

/** The recording of one terminal, which may be on or off. */
export class SessionRecorder {
  private readonly parts: RecorderParts;
  private readonly onFailure: (error: unknown) => void;
  private current: { id: string; recording: Recording } | null = null;
  private last: string | null = null;

  constructor(parts: RecorderParts, onFailure: (error: unknown) => void) {
    this.parts = parts;
    this.onFailure = onFailure;
  }

  get on(): boolean {
    return this.current !== null;
  }

  /** The recording being written, or the last one. */
  get transcriptId(): string | null {
    return this.current?.id ?? this.last;
  }

  /** The recording being written. */
  get currentId(): string | null {
    return this.current?.id ?? null;
  }

  /** Begins one unless it runs; true when it is new. @throws AppError `profile.disk-full` */
  begin(size: Size): boolean {
    if (this.current) return false;
    this.current = this.parts.begin(size, (error) => {
      this.end();
      this.onFailure(error);
    });
    return true;
  }

  end(): void {
    if (!this.current) return;
    const { id } = this.current;
    this.current = null;
    this.last = id;
    this.parts.end(id);
  }

  discard(): void {
    if (!this.current) return;
    const { id } = this.current;
    this.current = null;
    this.parts.discard(id);
  }

  output(text: string): void {
    this.current?.recording.output(text);
  }

  resize(columns: number, rows: number): void {
    this.current?.recording.resize(columns, rows);
  }

  marker(label: string): void {
    this.current?.recording.marker(label);
  }

  /** SHA-256 of what is recorded so far, or null. */
  sha256(): string | null {
    return this.current?.recording.sha256() ?? null;
  }
}
