import { setImmediate } from 'node:timers/promises';
import type {
  SchemaColumn,
  SchemaIndex,
  SchemaKey,
  SchemaObjectKind,
} from '../../../contract/query-schema';
import { AppError } from '../../../contract/errors';
import type { SealedFile } from '../../../kit/sealed-file';
import { Directory, type DirectoryEntry } from './directory';

/** A frame ends after so many characters: one is read, unsealed and parsed in a millisecond or two. */
const frameCharacters = 64 * 1024;
const directoryFrameEntries = 2_000;
/** Frames kept decoded. */
const cachedFrames = 48;

/** What is known of one object besides its name. */
export interface ObjectParts {
  columns: readonly SchemaColumn[];
  keys: readonly SchemaKey[];
  indexes: readonly SchemaIndex[];
}

export type PartKind = keyof ObjectParts;
const partKinds = ['columns', 'keys', 'indexes'] as const;

/** An entry as a frame holds it; the order of its fields is the file's form. */
type StoredEntry = [
  schema: number,
  name: string,
  kind: SchemaObjectKind,
  comment: string,
  rows: number | null,
  detail: string,
  flags: number,
  ...frames: (number | null)[],
];

interface Tail {
  form: 1;
  schemas: readonly string[];
  /** Frames [from, to) hold the entries. */
  directory: readonly [number, number];
  references: readonly (readonly [number, number])[];
  truncated: boolean;
}

/** Where an object's parts are, in the order of {@link partKinds}; null for none. */
type Frames = (number | null)[];

/** Writes a schema as it comes: parts go to the file at once, only names stay in memory till the end. */
export class SchemaWriter {
  private readonly file: SealedFile;
  private readonly frames: Frames[] = [];
  private readonly pending: Record<PartKind, { texts: string[]; numbers: number[]; size: number }> =
    {
      columns: { texts: [], numbers: [], size: 0 },
      keys: { texts: [], numbers: [], size: 0 },
      indexes: { texts: [], numbers: [], size: 0 },
    };

  constructor(file: SealedFile) {
    this.file = file;
  }

  /** Adds one part of an object, whole. */
  add(part: PartKind, number: number, items: readonly unknown[]): void {
    const pending = this.pending[part];
    const text = JSON.stringify([number, items]);
    pending.texts.push(text);
    pending.numbers.push(number);
    pending.size += text.length;
    if (pending.size >= frameCharacters) this.write(part);
  }

  /** Writes what waits and the directory, and makes the file durable. */
  finish(
    schemas: readonly string[],
    entries: readonly DirectoryEntry[],
    references: readonly (readonly [number, number])[],
    truncated: boolean,
  ): void {
    for (const part of partKinds) this.write(part);
    const from = this.file.frames;
    for (let at = 0; at < entries.length; at += directoryFrameEntries) {
      const stored = entries
        .slice(at, at + directoryFrameEntries)
        .map((entry, index) => storedEntry(entry, this.frames[at + index] ?? []));
      this.file.append(Buffer.from(JSON.stringify(stored)));
    }
    const tail: Tail = {
      form: 1,
      schemas,
      directory: [from, this.file.frames],
      references,
      truncated,
    };
    this.file.append(Buffer.from(JSON.stringify(tail)));
    this.file.flush();
  }

  private write(part: PartKind): void {
    const pending = this.pending[part];
    if (pending.texts.length === 0) return;
    const frame = this.file.append(Buffer.from(`[${pending.texts.join(',')}]`));
    for (const number of pending.numbers) {
      const frames = (this.frames[number] ??= [null, null, null]);
      frames[partKinds.indexOf(part)] = frame;
    }
    this.pending[part] = { texts: [], numbers: [], size: 0 };
  }
}

function storedEntry(entry: DirectoryEntry, frames: Frames): StoredEntry {
  const { schema, name, kind, comment, rows, detail, visible, system } = entry;
  const flags = (visible ? 1 : 0) + (system ? 2 : 0);
  return [
    schema,
    name,
    kind,
    comment,
    rows,
    detail,
    flags,
    ...partKinds.map((_, at) => frames[at] ?? null),
  ];
}

/** A schema that is kept: its names in memory, the rest read frame by frame. */
export class KeptSchema {
  readonly directory: Directory;
  readonly truncated: boolean;
  private readonly file: SealedFile;
  private readonly frames: readonly Frames[];
  private readonly cache = new Map<number, Map<number, readonly unknown[]>>();

  private constructor(
    file: SealedFile,
    directory: Directory,
    frames: readonly Frames[],
    truncated: boolean,
  ) {
    this.file = file;
    this.directory = directory;
    this.frames = frames;
    this.truncated = truncated;
  }

  /** Reads the names, some at a time. @throws AppError `file.unreadable` when it ends too early */
  static async open(file: SealedFile): Promise<KeptSchema> {
    if (file.frames === 0) throw new AppError('file.unreadable', { path: file.path });
    const tail = JSON.parse(file.read(file.frames - 1).toString()) as Tail;
    const entries: DirectoryEntry[] = [];
    const frames: Frames[] = [];
    for (let at = tail.directory[0]; at < tail.directory[1]; at += 1) {
      for (const stored of JSON.parse(file.read(at).toString()) as StoredEntry[]) {
        const [schema, name, kind, comment, rows, detail, flags, ...places] = stored;
        const visible = (flags & 1) !== 0;
        const system = (flags & 2) !== 0;
        entries.push({ schema, name, kind, comment, rows, detail, visible, system });
        frames.push(places);
      }
      await setImmediate();
    }
    return new KeptSchema(
      file,
      new Directory(tail.schemas, entries, tail.references),
      frames,
      tail.truncated,
    );
  }

  /** One part of an object by its number. */
  part<K extends PartKind>(kind: K, number: number): ObjectParts[K] {
    const frame = this.frames[number]?.[partKinds.indexOf(kind)] ?? null;
    const found = frame === null ? [] : (this.decoded(frame).get(number) ?? []);
    return found as unknown as ObjectParts[K];
  }

  close(): void {
    this.file.close();
  }

  private decoded(frame: number): Map<number, readonly unknown[]> {
    const known = this.cache.get(frame);
    const parts =
      known ?? new Map(JSON.parse(this.file.read(frame).toString()) as [number, unknown[]][]);
    this.cache.delete(frame);
    this.cache.set(frame, parts);
    for (const oldest of this.cache.keys()) {
      if (this.cache.size <= cachedFrames) break;
      this.cache.delete(oldest);
    }
    return parts;
  }
}
