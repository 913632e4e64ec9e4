import type { Duplex } from 'node:stream';
import { z } from 'zod';
import type { NameEncoding } from '../remote/paths';
import type { ExecOptions, RemoteCommand } from '../../ssh/index';

/** So many bytes before the offset are proved by the place's hash. */
export const provedBytes = 4096;
/** So many bytes of a file's beginning tell its copies from those of other files. */
export const headBytes = 1024;
/** Heads of so many files that were read to their end are remembered. */
export const rememberedHeads = 16;

const headSchema = z.object({ bytes: z.number().int().min(0), hash: z.string() });
/** The first bytes of a file: how many, and their SHA-256. */
export type Head = z.infer<typeof headSchema>;

/** A place in a file, and what proves it. */
const placeSchema = z.object({
  /** Where the file lies that is being read: the log's own path, or the name it was rotated to. */
  file: z.string(),
  /** `device:inode`; over SFTP alone `head:…`, see {@link LogHost}. */
  identity: z.string(),
  /** The next byte to read of that file. */
  offset: z.number().int().min(0),
  /** SHA-256 of the last bytes before the offset, and how many: 4 KiB, or all there are. */
  hash: z.string(),
  hashed: z.number().int().min(0).max(provedBytes),
  head: headSchema,
  /** The largest size that was seen of it: what is lost of a file that is gone. */
  seen: z.number().min(0),
  /** When it was written last, as its host says, ms since 1970; null where it cannot say. */
  modified: z.number().nullable(),
  /** Heads of files that were read to their end before this one, the newest last. */
  finished: z.array(headSchema),
});

/** How far a log has been followed: enough to go on at the very byte, also after a rotation. */
export const ledgerStateSchema = placeSchema.extend({
  /** The end of the file that was left last; a process that still holds it may write more. */
  left: placeSchema.optional(),
});
export type LedgerState = z.infer<typeof ledgerStateSchema>;

/** What stands between two bytes of what was followed. */
export type FollowMark =
  /** `how`: `renamed`, `truncated`, or `switched` to a newer match of a pattern. */
  | { event: 'rotated'; how: 'renamed' | 'truncated' | 'switched' }
  /** So many bytes before this mark were read from a file that had been rotated away. */
  | { event: 'recovered'; bytes: number; from: string }
  /** Something is lost here; null: nobody can say how much. */
  | { event: 'gap'; bytes: number | null }
  /** Reading went on at this offset, after a cut or a restart. */
  | { event: 'resumed'; offset: number };

/** What happens while a log is followed. The words of cli.md, and what only views show. */
export type FollowEvent =
  | FollowMark
  | { event: 'connected' }
  | { event: 'disconnected'; reason: string }
  | { event: 'stopped'; offset: number | null }
  /** The log is not there, or no file; it is waited for. */
  | { event: 'waiting'; reason: 'missing' | 'not-a-file' }
  /** All that the log holds has been read. Told when it begins to be so. */
  | { event: 'caught-up' }
  /** What is asked of the host, as a person would type it. Told once for questions that repeat. */
  | { event: 'command'; command: string };

/**
 * Takes the bytes of a log. Bytes, marks and the place that they reach become durable
 * together: all or nothing of what came since the last commit. Methods are never called
 * before the one called last has resolved.
 */
export interface FollowSink {
  /** The place committed last; null begins anew. */
  readonly state: LedgerState | null;
  /** It holds what was appended in memory, and has enough of it: a commit would be good now. */
  readonly full?: boolean;
  /**
   * The bytes that come next, at most 1 MiB. They count once `commit` has resolved. The
   * buffer is used again after this resolves.
   */
  append(bytes: Buffer): void | Promise<void>;
  /** Something to say between the bytes before and those that come; durable with the next commit. */
  mark(mark: FollowMark): void | Promise<void>;
  /**
   * Makes durable what was appended and marked, then the place.
   *
   * @param cameFrom the place that the bytes reach, where it is not that of `state`
   */
  commit(state: LedgerState, cameFrom?: LedgerState): void | Promise<void>;
  /**
   * Drops what was appended and marked since the last commit, and sees to it that `state` is what
   * would be found after a restart. Called after a cut and after a failure of the sink itself.
   */
  rollback(): void | Promise<void>;
}

/** What following needs of a connection; an {@link SshLease} is one, a link becomes one. */
export interface FollowConnection {
  readonly host: string;
  readonly port: number;
  exec(command: string, options?: ExecOptions & { sudo?: boolean }): Promise<RemoteCommand>;
  subsystem(name: string): Promise<Duplex>;
  /** Resolves with the reason when it is gone. */
  readonly closed: Promise<string>;
  release(): void;
}

/** See `follow`. */
export interface FollowOptions {
  /** Opens a connection; called again after each cut. What it throws ends all unless `retry` is set. */
  connect: (signal: AbortSignal) => Promise<FollowConnection>;
  /** Default `auto`: commands where the host has a POSIX shell, SFTP alone elsewhere. */
  transport?: 'auto' | 'exec' | 'sftp';
  /** Reads as root by sudo, as the connection knows how; only by commands. */
  sudo?: boolean;
  /** Absolute, or below `~/`, or a pattern of which the newest match is followed. */
  path: string;
  /** Named in errors. */
  username: string;
  /** How the host writes names of files. Default UTF-8. */
  names?: NameEncoding;
  sink: FollowSink;
  /** Where to begin when the sink has no place yet. */
  from: 'start' | 'end' | { lines: number };
  onEvent?: (event: FollowEvent) => void;
  /** Ends it; what was committed stays. */
  signal: AbortSignal;
  /** Waits before the attempt that follows so many failures; by default 1 s to 30 s with jitter. */
  pause?: (failures: number, signal: AbortSignal) => Promise<void>;
  /** Tries again also before it has ever been connected. Default true. */
  insist?: boolean;
}

/** A file as its host sees it. */
export interface FileFacts {
  identity: string;
  size: number;
  /** ms since 1970, as precise as the host says; null where it does not. */
  modified: number | null;
}

/** One read by position, proved to be of one file, which was neither exchanged nor cut meanwhile. */
export interface Look {
  /** The file after the read. */
  file: FileFacts;
  /** It is the one that was expected. */
  same: boolean;
  /** Where `bytes` begin: at the place that was asked for or a little before. */
  from: number;
  bytes: Buffer;
}

/** A file beside a log, or the log itself. */
export interface Sibling {
  path: string;
  /** Null where the host does not tell. */
  identity: string | null;
  /** As it lies there: packed. */
  size: number;
  modified: number | null;
}

/** How a file can be missing. */
export type Missing = 'missing' | 'not-a-file' | 'unreadable';

/**
 * Reads the files of one log on its host. Without inodes (SFTP) the identity of a file is that of
 * its first bytes: `head:COUNT:SHA-256`.
 */
export interface LogHost {
  /**
   * Reads [from, from + length), or less at the end. `again`: it changed hands meanwhile, and the
   * bytes prove nothing.
   *
   * @param known identity the file is expected to have
   */
  look(
    path: string,
    from: number,
    length: number,
    known?: string,
  ): Promise<Look | Missing | 'again'>;
  /** The user's home folder. */
  home(): Promise<string>;
  /** A log and the files whose names begin like its own, whatever its ending. */
  siblings(path: string): Promise<Sibling[]>;
  /** Matches of a pattern. */
  matches(pattern: string): Promise<Sibling[]>;
  /**
   * Content of a packed file from a place on, as it comes.
   *
   * @throws AppError `logs.unpack-failed` also after some content, when it ends early or is damaged
   */
  unpack(path: string, from: number): AsyncIterable<Buffer>;
  /** Gives back a look whose bytes nobody reads any more. */
  recycle?(look: Look): void;
  close(): void;
}
