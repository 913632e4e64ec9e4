import type { Segment } from './frames';

/** Where bytes of a capture stand in the remote files they came from. */
export interface RemotePiece {
  /** The piece in the capture, [at, to). */
  at: number;
  to: number;
  path: string;
  dev: string | null;
  inode: string | null;
  /** The piece in the remote file, [remoteFrom, remoteTo). */
  remoteFrom: number;
  remoteTo: number;
}

/**
 * Where bytes [from, to) of a capture stand remotely, a piece for each file they came from.
 *
 * @param size bytes of the capture
 */
export function locate(
  segments: readonly Segment[],
  size: number,
  from: number,
  to: number,
): RemotePiece[] {
  const pieces: RemotePiece[] = [];
  for (const [index, segment] of segments.entries()) {
    const end = Math.min(segments[index + 1]?.at ?? size, to);
    const at = Math.max(segment.at, from);
    if (at >= end) continue;
    const { path, dev, inode } = segment;
    const remoteFrom = segment.from + at - segment.at;
    pieces.push({ at, to: end, path, dev, inode, remoteFrom, remoteTo: remoteFrom + end - at });
  }
  return pieces;
}
