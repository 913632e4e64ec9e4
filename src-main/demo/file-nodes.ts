/** What `stat`, `ls` and SFTP show of a node. Times are UTC milliseconds, sizes bytes. */
export interface NodeFacts {
  kind: 'file' | 'directory' | 'link';
  inode: number;
  size: number;
  modified: number;
  /** Permission bits only, such as 0o644. */
  mode: number;
  owner: string;
  /** Where a link leads, as it is written in it. */
  target?: string;
}

/** Who a node belongs to and when it was changed. */
export interface NodeOptions {
  owner: string;
  mode: number;
  modified: number;
}

/** Counts the bytes of all files of a machine, so that visitors cannot fill the memory. */
export interface StorageUse {
  bytes: number;
  nodes: number;
}

abstract class VirtualNode {
  readonly inode: number;
  owner: string;
  mode: number;
  modified: number;

  constructor(inode: number, options: NodeOptions) {
    this.inode = inode;
    this.owner = options.owner;
    this.mode = options.mode;
    this.modified = options.modified;
  }

  /** @param bit 4 to read, 2 to write, 1 to go into */
  allows(user: string, bit: 4 | 2 | 1): boolean {
    const shift = this.owner === user ? 6 : 0;
    return user === 'root' || ((this.mode >> shift) & bit) !== 0;
  }
}

/** A file of the simulated plant: an inode with bytes, which a rename does not change. */
export class VirtualFile extends VirtualNode {
  /** Raised by each truncation, so that a follower notices one that was filled up again. */
  generation = 0;
  /** It has no name any more; whoever has it open can read it still. */
  removed = false;
  #buffer = Buffer.alloc(0);
  #size = 0;
  readonly #use: StorageUse;

  constructor(inode: number, options: NodeOptions, use: StorageUse = { bytes: 0, nodes: 0 }) {
    super(inode, options);
    this.#use = use;
  }

  /** Bytes in the file. */
  get size(): number {
    return this.#size;
  }

  get facts(): NodeFacts {
    const { inode, size, modified, mode, owner } = this;
    return { kind: 'file', inode, size, modified, mode, owner };
  }

  /** A copy of up to `length` bytes from `offset`; empty at or beyond the end. */
  read(offset: number, length: number): Buffer {
    const end = Math.min(this.#size, offset + length);
    return offset >= end ? Buffer.alloc(0) : Buffer.from(this.#buffer.subarray(offset, end));
  }

  /** Puts bytes at an offset; what lies between it and the old end is zeros. */
  write(offset: number, bytes: Uint8Array, now: number): void {
    const end = offset + bytes.length;
    if (end > this.#buffer.length) {
      const larger = Buffer.alloc(Math.max(end, this.#buffer.length * 2, 4096));
      this.#buffer.copy(larger, 0, 0, this.#size);
      this.#buffer = larger;
    }
    this.#buffer.set(bytes, offset);
    this.#resized(Math.max(this.#size, end));
    this.modified = now;
  }

  /** Adds bytes at the end. */
  append(bytes: Uint8Array, now: number): void {
    this.write(this.#size, bytes, now);
  }

  /** Cuts the file to a size and keeps its inode. */
  truncate(now: number, size = 0): void {
    if (size >= this.#size) return this.write(size, Buffer.alloc(0), now);
    const kept = Buffer.from(this.#buffer.subarray(0, size));
    this.#buffer = kept;
    this.#resized(size);
    this.generation += 1;
    this.modified = now;
  }

  /** Whether the plant's user may read it: its own files, and those open to all. */
  readableBy(user: string): boolean {
    return this.allows(user, 4);
  }

  #resized(size: number): void {
    if (!this.removed) this.#use.bytes += size - this.#size;
    this.#size = size;
  }
}

/** A folder with what is in it, by name. */
export class VirtualDirectory extends VirtualNode {
  readonly children = new Map<string, AnyNode>();

  get facts(): NodeFacts {
    const { inode, modified, mode, owner } = this;
    return { kind: 'directory', inode, size: 4096, modified, mode, owner };
  }

  /** Whether somebody may remove or rename an entry: in `/tmp` only what is theirs. */
  allowsChange(user: string, name: string): boolean {
    if (!this.allows(user, 2)) return false;
    const isSticky = (this.mode & 0o1000) !== 0;
    const entry = this.children.get(name);
    return !isSticky || user === 'root' || this.owner === user || entry?.owner === user;
  }
}

/** A symbolic link. */
export class VirtualLink extends VirtualNode {
  readonly target: string;

  constructor(inode: number, target: string, options: NodeOptions) {
    super(inode, options);
    this.target = target;
  }

  get facts(): NodeFacts {
    const { inode, modified, owner, target } = this;
    return { kind: 'link', inode, size: target.length, modified, mode: 0o777, owner, target };
  }
}

export type AnyNode = VirtualFile | VirtualDirectory | VirtualLink;
