import type { ByteSource } from '../engine/index';
import type { CaptureSource } from '../captures/index';
import type { Location, Origin } from './handle';

/** Stands for the machine this program runs on. */
export const thisMachine = 'local';

/**
 * Names a file so that it stays itself when it is renamed.
 *
 * @param machine id of the SSH endpoint, or {@link thisMachine}
 * @param identity device and inode
 */
export function originKey(machine: string, identity: string, entry?: string): string {
  return `file:${machine}:${identity}${entry === undefined ? '' : `\0${entry}`}`;
}

/** The inode of a device and inode; null where it is none. */
export function inodeOf(identity: string | null | undefined): string | null {
  return /^\d+:(\d+)$/.exec(identity ?? '')?.[1] ?? null;
}

/** Device and inode of the file that holds a source of this machine. */
export function fileOf(source: ByteSource): string | null {
  return source.fileIdentity ?? source.identity;
}

/** Where bytes of a capture stand on their host; a file that was brought in stands nowhere. */
export function capturedAt(source: ByteSource, from: number, to: number): Location[] {
  const pieces = 'locate' in source ? (source as CaptureSource).locate(from, to) : [];
  if (pieces.length === 0) return [{ path: source.name, inode: null, from, to, bytes: to - from }];
  return pieces.map(({ path, inode, remoteFrom, remoteTo, at, to: end }) => ({
    path,
    inode,
    from: remoteFrom,
    to: remoteTo,
    bytes: end - at,
  }));
}

/** Files of a host that a capture was followed from. */
export function capturedFrom(source: ByteSource, machine: string | null): Origin[] {
  if (!('locate' in source) || machine === null) return [];
  return (source as CaptureSource)
    .locate(0, source.size)
    .flatMap(({ dev, inode, at, remoteFrom, remoteTo }) =>
      dev === null || inode === null
        ? []
        : [{ key: originKey(machine, `${dev}:${inode}`), from: remoteFrom, to: remoteTo, at }],
    );
}
