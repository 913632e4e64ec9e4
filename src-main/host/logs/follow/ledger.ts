import { existsSync, readFileSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { z } from 'zod';
import { AppError } from '../../../contract/errors';
import { storageError, writeFileAtomically } from '../../../kit/files';
import { lock } from './lock';
import { sha256 } from './place';
import {
  ledgerStateSchema,
  provedBytes,
  type FollowMark,
  type FollowSink,
  type LedgerState,
} from './ports';

/** The most gaps and other marks that a ledger keeps: the newest. */
const mostMarks = 1000;

const fileSchema = z.object({
  version: z.literal(2),
  /** `host:port` of the log. */
  host: z.string(),
  path: z.string(),
  ...ledgerStateSchema.shape,
  /** Length of the output file when the offset was reached. */
  outBytes: z.number().int().min(0),
  /** Rotations and gaps, each with its place in the output file. */
  marks: z.array(
    z.object({
      at: z.number().int().min(0),
      event: z.enum(['rotated', 'gap']),
      how: z.string().optional(),
      bytes: z.number().nullable().optional(),
    }),
  ),
});
type LedgerFile = z.infer<typeof fileSchema>;

/** What was written before version 2. */
const firstSchema = z.object({
  version: z.literal(1),
  host: z.string(),
  path: z.string(),
  dev: z.string(),
  inode: z.string(),
  offset: z.number().int().min(0),
  hash: z.string(),
  hashed: z.number().int().min(0).max(provedBytes),
  outBytes: z.number().int().min(0),
});

/**
 * A sink that appends to a file, and keeps in another one how far the log was copied. The bytes
 * are durable before the ledger names them; what a crash leaves beyond the ledger is cut off, so
 * that each byte is there exactly once.
 */
export class Ledger implements FollowSink {
  private readonly path: string;
  private readonly log: { host: string; path: string };
  private readonly out: FileHandle;
  private readonly unlock: () => void;
  private current: LedgerFile | null;
  private length: number;
  private marks: LedgerFile['marks'];
  /** Length of the output before anything was appended. */
  private readonly begun: number;

  private constructor(
    path: string,
    log: { host: string; path: string },
    out: { handle: FileHandle; length: number },
    current: LedgerFile | null,
    unlock: () => void,
  ) {
    this.path = path;
    this.log = log;
    this.out = out.handle;
    this.length = out.length;
    this.begun = out.length;
    this.current = current;
    this.marks = current?.marks ?? [];
    this.unlock = unlock;
  }

  /**
   * Opens the ledger and its output for one process.
   *
   * @throws AppError `ledger.in-use` {path, pid}, `ledger.damaged` {path, detail},
   *   `profile.read-only`, `profile.disk-full`
   */
  static async open(
    path: string,
    out: string,
    log: { host: string; path: string },
  ): Promise<Ledger> {
    const unlock = lock(`${path}.lock`, path);
    let handle: FileHandle | null = null;
    try {
      const current = readLedger(path, log);
      if (current && current.outBytes > 0 && !existsSync(out))
        throw damaged(path, `${out} is gone`);
      handle = await open(out, 'a+', 0o600);
      const { size } = await handle.stat();
      if (current && size < current.outBytes)
        throw damaged(path, `${out} has ${size} bytes, not ${current.outBytes}`);
      // What was written before a crash, but never promised.
      if (current && size > current.outBytes) await handle.truncate(current.outBytes);
      const length = current ? current.outBytes : size;
      return new Ledger(path, log, { handle, length }, current, unlock);
    } catch (error) {
      await handle?.close();
      unlock();
      throw storageError(error, path);
    }
  }

  get state(): LedgerState | null {
    return this.current;
  }

  async append(bytes: Buffer): Promise<void> {
    try {
      let written = 0;
      while (written < bytes.length) written += (await this.out.write(bytes, written)).bytesWritten;
    } catch (error) {
      throw storageError(error, this.path);
    }
    this.length += bytes.length;
  }

  mark(mark: FollowMark): void {
    const at = this.length;
    if (mark.event === 'rotated') this.marks = [...this.marks, { at, ...mark }];
    if (mark.event === 'gap') this.marks = [...this.marks, { at, ...mark }];
    this.marks = this.marks.slice(-mostMarks);
  }

  async commit(state: LedgerState): Promise<void> {
    try {
      await this.out.datasync();
    } catch (error) {
      throw storageError(error, this.path);
    }
    const { length: outBytes, marks } = this;
    const next: LedgerFile = { version: 2, ...this.log, ...state, outBytes, marks };
    writeFileAtomically(this.path, `${JSON.stringify(next)}\n`);
    this.current = next;
  }

  async rollback(): Promise<void> {
    // A commit that failed late may have written its ledger.
    const current = readLedger(this.path, this.log);
    const length = current?.outBytes ?? this.current?.outBytes ?? this.begun;
    this.current = current ?? this.current;
    this.marks = this.current?.marks ?? [];
    if (this.length === length && (await this.out.stat()).size === length) return;
    await this.out.truncate(length);
    this.length = length;
  }

  async close(): Promise<void> {
    await this.out.close();
    this.unlock();
  }
}

function damaged(path: string, detail: string): AppError {
  return new AppError('ledger.damaged', { path, detail });
}

function readLedger(path: string, log: { host: string; path: string }): LedgerFile | null {
  if (!existsSync(path)) return null;
  let state: LedgerFile;
  try {
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const first = firstSchema.safeParse(content);
    state = first.success ? fromFirst(first.data) : fileSchema.parse(content);
  } catch (error) {
    throw new AppError('ledger.damaged', { path, detail: 'not a ledger' }, { cause: error });
  }
  if (state.host !== log.host || state.path !== log.path)
    throw damaged(path, `it belongs to ${state.host} ${state.path}`);
  return state;
}

function fromFirst({ dev, inode, ...rest }: z.infer<typeof firstSchema>): LedgerFile {
  return {
    ...rest,
    version: 2,
    file: rest.path,
    identity: `${dev}:${inode}`,
    head: { bytes: 0, hash: sha256(Buffer.alloc(0)) },
    seen: rest.offset,
    modified: null,
    finished: [],
    marks: [],
  };
}
