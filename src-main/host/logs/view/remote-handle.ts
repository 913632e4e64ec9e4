import { AppError } from '../../../contract/errors';
import type { LogChoices, LogMark, LogPlace } from '../../../contract/logs';
import { noChoices } from '../engine/document/choices';
import type { PieceRange, RangeDocument } from '../engine/document/piece';
import { LogPieces } from '../engine/document/pieces';
import type { FormatSet } from '../engine/formats/index';
import {
  findTime,
  openRemote,
  type RemoteHost,
  type RemotePacked,
  type RemoteSource,
} from '../remote/index';
import { errorOf, type Connection, type Location, type LogAbout, type LogHandle } from './handle';

/** So many commands are remembered. */
const keptCommands = 50;

/** What a {@link RemoteHandle} is made of. */
export interface RemoteHandleParts {
  key: string;
  place: LogPlace;
  about: LogAbout;
  choices: LogChoices | null;
  formats: () => Promise<FormatSet>;
  /** The host it lies on; told what commands are sent. */
  host: (onCommand: (command: string) => void, signal: AbortSignal) => RemoteHost;
  path: string;
  /** Told of a failure that is a bug. */
  report: (error: unknown) => void;
}

/** A file of a host, read in place: only pieces of it ever come over the line. */
export class RemoteHandle implements LogHandle {
  readonly key: string;
  readonly place: LogPlace;
  readonly about: LogAbout;
  readonly document = null;
  readonly remote = true;
  readonly marks: readonly LogMark[] = [];
  opened: Promise<void>;
  private readonly parts: RemoteHandleParts;
  private readonly host: RemoteHost;
  private readonly ended = new AbortController();
  private readonly listeners = new Set<() => void>();
  private readonly commands: string[] = [];
  private source: RemoteSource | RemotePacked | null = null;
  private given: LogChoices;
  private pieces: LogPieces | null = null;
  private failure: AppError | null = null;
  private counted = 0;

  constructor(parts: RemoteHandleParts) {
    this.parts = parts;
    this.key = parts.key;
    this.place = parts.place;
    this.about = parts.about;
    this.given = parts.choices ?? noChoices;
    this.host = parts.host((command) => {
      this.commands.push(command);
      if (this.commands.length > keptCommands) this.commands.shift();
      this.changed();
    }, this.ended.signal);
    this.opened = this.begin();
  }

  get connection(): Connection {
    const { failure, source } = this;
    return {
      state: failure ? 'failed' : source && this.pieces ? 'fixed' : 'opening',
      owner: null,
      staleSince: null,
      retryAt: null,
      error: errorOf(failure ?? source?.problem ?? null),
      commands: [...this.commands],
      captureId: null,
    };
  }

  get bytes(): number {
    return this.source?.size ?? 0;
  }

  get choices(): LogChoices {
    return this.given;
  }

  get reading(): LogHandle['reading'] {
    return this.pieces;
  }

  get generation(): number {
    return this.counted;
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async piece(range: PieceRange, signal?: AbortSignal): Promise<RangeDocument> {
    const { source, pieces } = this;
    if (!source || !pieces) throw this.failure ?? new AppError('wire.cancelled');
    if (range.at < source.size) return await pieces.piece(range, signal);
    // At the end of a log that grows, its newest lines are wanted.
    await source.refresh();
    return await pieces.piece({ ...range, at: source.size }, signal);
  }

  async offsetOfTime(time: number, signal: AbortSignal): Promise<number> {
    const { source, pieces, given } = this;
    if (!source || !pieces) throw this.failure ?? new AppError('wire.cancelled');
    const stated = time - (given.clockOffsetMs ?? 0);
    const { kernel, encoding } = pieces;
    return (await findTime({ source, kernel, encoding, time: stated, signal })).offset;
  }

  async choose(choices: LogChoices): Promise<void> {
    this.given = choices;
    this.pieces?.choose(choices);
    this.counted += 1;
    this.changed();
  }

  reconnect(): void {
    if (!this.failure) return;
    this.failure = null;
    this.opened = this.begin();
    this.changed();
  }

  async read(from: number, length: number, signal?: AbortSignal): Promise<Buffer> {
    if (!this.source) throw this.failure ?? new AppError('wire.cancelled');
    return await this.source.read(from, length, signal);
  }

  locate(from: number, to: number): Location[] {
    const inode = /^\d+:(\d+)$/.exec(this.source?.identity ?? '')?.[1] ?? null;
    return [{ path: this.parts.path, inode, from, to, bytes: to - from }];
  }

  async close(): Promise<void> {
    this.ended.abort();
    this.listeners.clear();
    await this.opened;
    await this.source?.close();
    this.host.close();
  }

  private async begin(): Promise<void> {
    const { path, formats, report } = this.parts;
    const { signal } = this.ended;
    try {
      this.source ??= await openRemote(this.host, path, signal);
      const options = { formats: await formats(), choices: this.given, signal };
      this.pieces = await LogPieces.open(this.source, options);
    } catch (error) {
      if (error instanceof AppError) this.failure = error;
      else {
        report(error);
        this.failure = new AppError('internal', { detail: 'log' }, { cause: error });
      }
    }
    this.changed();
  }

  private changed(): void {
    for (const listener of this.listeners) listener();
  }
}
