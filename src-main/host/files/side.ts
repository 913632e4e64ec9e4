import type { Attributes } from '../ssh/index';
import type { NameEncoding } from './paths';

/** What is known of a file on either side. */
export interface FileState {
  kind: 'file' | 'folder' | 'link' | 'other';
  bytes: number;
  /** UTC milliseconds; whole seconds on hosts. */
  changedAt: number | null;
  /** Permission bits; null where there are none. */
  mode: number | null;
  uid: number | null;
  gid: number | null;
}

/** An entry of a folder on either side. */
export interface SideEntry extends FileState {
  name: Buffer;
  owner: string;
  group: string;
}

/**
 * Files of a host or of this device, by the bytes of absolute paths with `/` between parts
 * (on Windows `/C:/folder/name`). Every call throws AppError `files.…` with {path, host}, and
 * on a host also `ssh.closed`, `ssh.protocol`.
 */
export interface FileSide {
  /** Null for this device. */
  readonly endpointId: string | null;
  /** Name for people. */
  readonly host: string;
  readonly encoding: NameEncoding;
  home(): Promise<Buffer>;
  /** The path without links. */
  realPath(path: Buffer): Promise<Buffer>;
  /** Follows links. */
  stat(path: Buffer): Promise<FileState>;
  lstat(path: Buffer): Promise<FileState>;
  /** Entries as they come, in no order. */
  list(path: Buffer): AsyncGenerator<SideEntry[], void>;
  makeFolder(path: Buffer): Promise<void>;
  removeFolder(path: Buffer): Promise<void>;
  removeFile(path: Buffer): Promise<void>;
  /** @throws AppError `files.exists` where the name is taken */
  rename(from: Buffer, to: Buffer): Promise<void>;
  /** Takes the place of what has the name. */
  replace(from: Buffer, to: Buffer): Promise<void>;
  setMode(path: Buffer, mode: number): Promise<void>;
  setOwner(path: Buffer, uid: number, gid: number): Promise<void>;
  /** @param changedAt UTC milliseconds */
  setTimes(path: Buffer, changedAt: number): Promise<void>;
  /** A whole file; null when it is larger than the limit, in bytes. */
  readWhole(path: Buffer, limit: number): Promise<Buffer | null>;
  /** Makes a file that must not be there yet, and brings it to the disk. */
  writeNew(path: Buffer, bytes: Buffer, mode: number | null): Promise<void>;
  /** Bytes that may still be written there; null where nobody can say. */
  freeBytes(path: Buffer): Promise<number | null>;
}

const typeBits = 0o170000;
const kinds: Record<number, FileState['kind']> = {
  0o100000: 'file',
  0o040000: 'folder',
  0o120000: 'link',
};

/** Kind and permission bits of `st_mode`. */
export function modeParts(mode: number): Pick<FileState, 'kind' | 'mode'> {
  return { kind: kinds[mode & typeBits] ?? 'other', mode: mode & 0o7777 };
}

/** Attributes of SFTP as a state; a server that gives no mode means a file. */
export function stateOf({ size, mode, modifiedAt, uid, gid }: Attributes): FileState {
  const parts = mode === null ? { kind: 'file' as const, mode: null } : modeParts(mode);
  return {
    ...parts,
    bytes: size ?? 0,
    changedAt: modifiedAt === null ? null : modifiedAt * 1000,
    uid,
    gid,
  };
}
