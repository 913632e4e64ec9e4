/** The device number that `stat` shows for every virtual file. */
export const DEVICE_NUMBER = 2049;

/** What `stat`, `ls` and SFTP show of a node. Times are UTC milliseconds, sizes bytes. */
export interface NodeFacts {
  kind: 'file' | 'directory';
  inode: number;
  size: number;
  modified: number;
  /** Permission bits only, such as 0o644. */
  mode: number;
  owner: string;
}

/** A file of the simulated plant: an inode with bytes, which a rename does not change. */
export class VirtualFile {
  readonly inode: number;
  readonly owner: string;
  readonly mode: number;
  modified: number;
  /** Raised by each truncation, so that a follower notices one that was filled up again. */
  generation = 0;
  #buffer = Buffer.alloc(4096);
  #size = 0;

  constructor(inode: number, options: { owner: string; mode: number; modified: number }) {
    this.inode = inode;
    this.owner = options.owner;
    this.mode = options.mode;
    this.modified = options.modified;
  }

  /** Bytes in the file. */
  get size(): number {
    return this.#size;
  }

  /** A copy of up to `length` bytes from `offset`; empty at or beyond the end. */
  read(offset: number, length: number): Buffer {
    const end = Math.min(this.#size, offset + length);
    return offset >= end ? Buffer.alloc(0) : Buffer.from(this.#buffer.subarray(offset, end));
  }

  /** Adds bytes at the end. */
  append(bytes: Uint8Array, now: number): void {
    const needed = this.#size + bytes.length;
    if (needed > this.#buffer.length) {
      const larger = Buffer.alloc(Math.max(needed, this.#buffer.length * 2));
      this.#buffer.copy(larger, 0, 0, this.#size);
      this.#buffer = larger;
    }
    this.#buffer.set(bytes, this.#size);
    this.#size = needed;
    this.modified = now;
  }

  /** Empties the file and keeps its inode. */
  truncate(now: number): void {
    this.#buffer = Buffer.alloc(4096);
    this.#size = 0;
    this.generation += 1;
    this.modified = now;
  }

  /** Whether the plant's user may read it: its own files, and those open to all. */
  readableBy(user: string): boolean {
    return (this.mode & (this.owner === user ? 0o400 : 0o004)) !== 0;
  }
}

class VirtualDirectory {
  readonly children = new Map<string, VirtualFile | VirtualDirectory>();
  readonly inode: number;
  modified: number;

  constructor(inode: number, modified: number) {
    this.inode = inode;
    this.modified = modified;
  }
}

/** Makes an absolute path without `.`, `..` or doubled slashes; relative ones start at `from`. */
export function normalisePath(path: string, from = '/'): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${from}/${path}`).split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/**
 * The file system of the simulated plant. It lives in memory and touches nothing of the
 * machine it runs on. Writers are the plant's own processes; visitors only read.
 */
export class VirtualFiles {
  /** Raised by every change; a follower compares it to know whether it has seen all. */
  version = 0;
  #nextInode = 131_072;
  readonly #now: () => number;
  readonly #root: VirtualDirectory;
  readonly #listeners = new Set<() => void>();

  constructor(now: () => number) {
    this.#now = now;
    this.#root = new VirtualDirectory(this.#nextInode++, now());
  }

  #node(path: string): VirtualFile | VirtualDirectory | undefined {
    let node: VirtualFile | VirtualDirectory | undefined = this.#root;
    for (const part of normalisePath(path).split('/').filter(Boolean)) {
      node = node instanceof VirtualDirectory ? node.children.get(part) : undefined;
    }
    return node;
  }

  #parent(path: string): { directory: VirtualDirectory; name: string } {
    const parts = normalisePath(path).split('/').filter(Boolean);
    const name = parts.pop() ?? '';
    let directory = this.#root;
    for (const part of parts) {
      let child = directory.children.get(part);
      if (!(child instanceof VirtualDirectory)) {
        child = new VirtualDirectory(this.#nextInode++, this.#now());
        directory.children.set(part, child);
      }
      directory = child;
    }
    return { directory, name };
  }

  #changed(): void {
    this.version += 1;
    for (const listener of this.#listeners) listener();
  }

  /** The file at a path, or undefined when there is none or it is a directory. */
  file(path: string): VirtualFile | undefined {
    const node = this.#node(path);
    return node instanceof VirtualFile ? node : undefined;
  }

  /** What `stat` would show, or undefined when nothing is there. */
  facts(path: string): NodeFacts | undefined {
    const node = this.#node(path);
    if (node instanceof VirtualFile) {
      const { inode, size, modified, mode, owner } = node;
      return { kind: 'file', inode, size, modified, mode, owner };
    }
    if (node === undefined) return undefined;
    const { inode, modified } = node;
    return { kind: 'directory', inode, size: 4096, modified, mode: 0o755, owner: 'root' };
  }

  /** Names in a directory, sorted, or undefined when it is not a directory. */
  list(path: string): string[] | undefined {
    const node = this.#node(path);
    return node instanceof VirtualDirectory ? [...node.children.keys()].sort() : undefined;
  }

  /** Creates an empty file (a new inode), replacing what had the name. */
  create(path: string, options: { owner?: string; mode?: number } = {}): VirtualFile {
    const { directory, name } = this.#parent(path);
    const file = new VirtualFile(this.#nextInode++, {
      owner: options.owner ?? 'root',
      mode: options.mode ?? 0o644,
      modified: this.#now(),
    });
    directory.children.set(name, file);
    directory.modified = this.#now();
    this.#changed();
    return file;
  }

  /** Appends bytes to a file, which is created when missing. */
  append(path: string, bytes: Uint8Array): void {
    const file = this.file(path) ?? this.create(path);
    file.append(bytes, this.#now());
    this.#changed();
  }

  /** Moves `path.1` to `path.2` and so on; what would be older than `keep` disappears. */
  #shift(path: string, keep: number): { directory: VirtualDirectory; name: string } {
    const place = this.#parent(path);
    const { directory, name } = place;
    directory.children.delete(`${name}.${keep}`);
    for (let age = keep - 1; age >= 1; age--) {
      const older = directory.children.get(`${name}.${age}`);
      if (older === undefined) continue;
      directory.children.delete(`${name}.${age}`);
      directory.children.set(`${name}.${age + 1}`, older);
    }
    directory.modified = this.#now();
    return place;
  }

  /** Rotates as log4j does: the file is renamed to `.1` and a new inode takes its name. */
  rotateByRename(path: string, keep: number): void {
    const file = this.file(path);
    if (file === undefined) return;
    const { directory, name } = this.#shift(path, keep);
    directory.children.delete(name);
    directory.children.set(`${name}.1`, file);
    this.create(path, { owner: file.owner, mode: file.mode });
  }

  /** Rotates as logrotate's copytruncate does: the bytes go to a new `.1`, the inode stays. */
  rotateByCopy(path: string, keep: number): void {
    const file = this.file(path);
    if (file === undefined) return;
    this.#shift(path, keep);
    const copy = this.create(`${normalisePath(path)}.1`, { owner: file.owner, mode: file.mode });
    copy.append(file.read(0, file.size), file.modified);
    file.truncate(this.#now());
    this.#changed();
  }

  /** Calls back after every change until the returned function is called. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** How many followers listen now; nothing may be left after the last channel closed. */
  get listenerCount(): number {
    return this.#listeners.size;
  }
}
