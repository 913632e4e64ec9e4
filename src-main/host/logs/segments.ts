/** Which file a stretch of the capture came from. */
export interface Segment {
  /** Where it begins in the capture. */
  at: number;
  path: string;
  /** `device:inode`, or null when it is not known. */
  identity: string | null;
  /** Offset in that file of the stretch's first byte, or null when it is not known. */
  remote: number | null;
  /** From here on it is not sure whether the bytes are still of the stretch before. */
  doubtFrom?: number;
}

/** Where bytes of the capture stand in the remote file. */
export interface RemoteRange {
  path: string;
  identity: string | null;
  from: number | null;
  to: number | null;
}

/** The stretches of a capture in order: one for each file, rotation or gap. */
export class Segments {
  private list: Segment[] = [];

  get last(): Segment | undefined {
    return this.list.at(-1);
  }

  /** Begins a stretch; one that begins at the same place had no bytes and is replaced. */
  begin(segment: Segment): Segment {
    while ((this.last?.at ?? -1) >= segment.at) this.list.pop();
    this.list.push(segment);
    return segment;
  }

  /** Sets what became known later about the last stretch, also where it really began. */
  settle(segment: Segment, known: { at?: number; identity?: string; remote: number }): void {
    if (this.last !== segment) return;
    delete segment.doubtFrom;
    Object.assign(segment, known);
  }

  /** Where capture bytes [from, to) stand remotely; unknown when they span two stretches. */
  locate(from: number, to: number): RemoteRange {
    const segment = this.list.findLast(({ at }) => at <= from);
    if (!segment) return { path: '', identity: null, from: null, to: null };
    const next = this.list[this.list.indexOf(segment) + 1];
    const { path, identity, remote, at } = segment;
    const sure = Math.min(next?.at ?? Infinity, next?.doubtFrom ?? Infinity);
    if (from >= sure) return { path, identity: null, from: null, to: null };
    if (remote === null || to > sure) return { path, identity, from: null, to: null };
    return { path, identity, from: remote + from - at, to: remote + to - at };
  }
}

/** Inode of an identity, or null. */
export function inodeOf(identity: string | null): number | null {
  const inode = identity?.split(':')[1];
  return inode === undefined ? null : Number(inode);
}

/** So many bytes of a file's beginning must have arrived before they prove where it begins. */
const provingBytes = 32;

/**
 * Where a file's beginning stands in the bytes captured around a rotation: GNU tail says on
 * its error output that it went over to another file, but not after which byte.
 *
 * @param captured bytes in which the change must lie, up to the end of the capture
 * @param head the new file's first bytes
 * @returns offset of the new file's first byte in `captured`; null when it is not there yet,
 *   or in more than one place
 */
export function findBoundary(captured: Buffer, head: Buffer): number | null {
  if (head.length < provingBytes) return null;
  const start = head.subarray(0, provingBytes);
  let found: number | null = null;
  for (let at = captured.indexOf(start); at >= 0; at = captured.indexOf(start, at + 1)) {
    const length = Math.min(head.length, captured.length - at);
    if (!captured.subarray(at, at + length).equals(head.subarray(0, length))) continue;
    if (found !== null) return null;
    found = at;
  }
  return found;
}
