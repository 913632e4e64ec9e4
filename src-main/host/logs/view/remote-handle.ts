import { AppError } from '../../../contract/errors';
import type { LogChoices, LogMark } from '../../../contract/logs';
import { blockCache } from '../engine/blocks';
import type { PieceRange, RangeDocument } from '../engine/document/piece';
import { LogPieces } from '../engine/document/pieces';
import type { FormatSet } from '../engine/formats/index';
import {
  bracketTime,
  findPlaces,
  findTime,
  HostUnpacked,
  openRemote,
  PickedLines,
  RemoteSource,
  type FindPlacesOptions,
  type Offsets,
  type PlacesEnd,
  type RemoteHost,
  type RemoteLog,
} from '../remote/index';
import { BaseHandle, type BaseHandleParts } from './base-handle';
import {
  errorOf,
  inEffect,
  type Connection,
  type Location,
  type LogHandle,
  type Origin,
} from './handle';
import { inodeOf, originKey } from './origins';
import { recordAround } from './remote-record';

/** So many commands are remembered. */
const keptCommands = 50;

/** What a {@link RemoteHandle} is made of. */
export interface RemoteHandleParts extends BaseHandleParts {
  formats: () => Promise<FormatSet>;
  /** The host it lies on; told what commands are sent. */
  host: (onCommand: (command: string) => void, signal: AbortSignal) => RemoteHost;
  path: string;
}

/** A file of a host, read in place: only pieces of it ever come over the line. */
export class RemoteHandle extends BaseHandle implements LogHandle {
  readonly document = null;
  readonly remote = true;
  readonly marks: readonly LogMark[] = [];
  opened: Promise<void>;
  private readonly parts: RemoteHandleParts;
  private readonly host: RemoteHost;
  private readonly commands: string[] = [];
  private source: RemoteLog | null = null;
  private isShown = false;
  private pieces: LogPieces | null = null;
  private counted = 0;

  constructor(parts: RemoteHandleParts) {
    super(parts);
    this.parts = parts;
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

  get reading(): LogHandle['reading'] {
    return this.pieces;
  }

  get generation(): number {
    return this.counted;
  }

  async piece(range: PieceRange, signal?: AbortSignal): Promise<RangeDocument> {
    const { source, pieces } = this;
    if (!source || !pieces) throw this.failure ?? new AppError('wire.cancelled');
    if (source instanceof HostUnpacked && !source.complete) {
      // Where it ends only its host can find out, by unpacking all of it: not without being asked.
      if (!this.isShown) return await this.shown(pieces.piece({ ...range, at: 0 }, signal));
      if (range.at >= source.size) await source.measure(signal);
    }
    if (range.at < source.size) return await pieces.piece(range, signal);
    // At the end of a log that grows, its newest lines are wanted.
    await source.refresh();
    return await pieces.piece({ ...range, at: source.size }, signal);
  }

  async offsetOfTime(time: number, signal: AbortSignal): Promise<number> {
    const { source, pieces, clockOffsetMs } = this;
    if (!source || !pieces) throw this.failure ?? new AppError('wire.cancelled');
    // Each look would unpack it from its begin.
    if (source instanceof HostUnpacked) throw new AppError('logs.in-place-packed');
    const stated = time - clockOffsetMs;
    const { kernel, encoding } = pieces;
    const within = await bracketTime(source, { kernel, encoding }, stated, signal);
    return (await findTime({ source, kernel, encoding, time: stated, within, signal })).offset;
  }

  /** Bytes of the file as it lies there. */
  get stored(): number {
    const { source } = this;
    return source && 'stored' in source ? source.stored.size : (source?.size ?? 0);
  }

  /** What unpacks it on its host; null: it is not packed. */
  get unpacker(): string | null {
    return this.source && 'unpacker' in this.source ? this.source.unpacker : null;
  }

  /** Lines of it can be fetched by their places. */
  get picks(): boolean {
    return this.source !== null && 'readMany' in this.source;
  }

  /** Lines of which only the places are known. @throws AppError when it is not open, or {@link picks} is false */
  pick(offsets: Offsets): PickedLines {
    const { source, pieces, clockOffsetMs } = this;
    if (!source || !pieces || !('readMany' in source)) throw new AppError('logs.in-place-packed');
    const { encoding, kernel } = pieces;
    return new PickedLines(offsets, {
      source,
      encoding,
      kernel,
      clockOffsetMs,
      recordAround: async (offset, signal) =>
        (await recordAround(this, offset, signal))?.record ?? null,
    });
  }

  /** Searches all of it on its host. @throws AppError as {@link findPlaces} */
  async findPlaces(
    options: Omit<FindPlacesOptions, 'path' | 'encoding' | 'identity' | 'unpacker'>,
  ): Promise<PlacesEnd> {
    const { source, pieces, unpacker } = this;
    if (!source || !pieces) throw this.failure ?? new AppError('wire.cancelled');
    const { path } = this.parts;
    const { encoding } = pieces;
    const identity = identityOf(source);
    return await findPlaces(this.host, { ...options, path, encoding, identity, unpacker });
  }

  /** What times of it are sampled from; null where that would mean to unpack all of it. */
  get sampled(): { source: RemoteSource; reading: LogPieces } | null {
    const { source, pieces } = this;
    return source instanceof RemoteSource && pieces ? { source, reading: pieces } : null;
  }

  async choose(choices: LogChoices): Promise<void> {
    this.given = choices;
    this.pieces?.choose(inEffect(choices, this.clock));
    this.counted += 1;
    this.changed();
  }

  clockMeasured(): void {
    this.clock = this.parts.clock();
    void this.choose(this.given);
  }

  async check(): Promise<void> {
    const { source, pieces } = this;
    if (!source || !pieces) return;
    const change = await source.refresh();
    if (change === 'same' || change === 'gone' || this.pieces !== pieces) return;
    if (change !== 'grown') {
      // What is known of the file before is of no use, and what it is read as may be another.
      blockCache.drop(source);
      this.pieces = null;
      this.counted += 1;
      this.opened = this.begin();
    }
    this.changed();
  }

  async read(from: number, length: number, signal?: AbortSignal): Promise<Buffer> {
    if (!this.source) throw this.failure ?? new AppError('wire.cancelled');
    return await this.source.read(from, length, signal);
  }

  /** Each read looks whether it is still the same file. */
  async exact(from: number, length: number, signal?: AbortSignal): Promise<Buffer> {
    const bytes = await this.read(from, length, signal);
    if (bytes.length < length) throw new AppError('logs.rows-moved');
    return bytes;
  }

  locate(from: number, to: number): Location[] {
    const { source } = this;
    const packed = source !== null && 'stored' in source;
    const inode = inodeOf(source ? identityOf(source) : null);
    return [
      { path: this.about.path, ...(packed ? { packed } : {}), inode, from, to, bytes: to - from },
    ];
  }

  origins(): Origin[] {
    const { place, source } = this;
    const identity = source && identityOf(source);
    if (!identity || place.kind !== 'remote') return [];
    return [{ key: originKey(place.endpointId, identity), from: 0, to: Infinity, at: 0 }];
  }

  async close(): Promise<void> {
    this.end();
    await this.opened;
    await this.source?.close();
    this.host.close();
  }

  private async shown(piece: Promise<RangeDocument>): Promise<RangeDocument> {
    const found = await piece;
    this.isShown = true;
    return found;
  }

  protected override async begin(): Promise<void> {
    const { path, formats } = this.parts;
    const { signal } = this.ended;
    try {
      this.source ??= await openRemote(this.host, path, signal);
      const file = 'stored' in this.source ? this.source.stored : this.source;
      file.onExchanged = () => void this.check().catch(() => undefined);
      const choices = inEffect(this.given, this.clock);
      const options = { formats: await formats(), choices, signal };
      this.pieces = await LogPieces.open(this.source, options);
      this.changed();
    } catch (error) {
      this.fail(error);
    }
  }
}

/** Device and inode of the file as it lies on the host. */
function identityOf(source: RemoteLog): string | null {
  return 'stored' in source ? source.stored.identity : source.identity;
}
