import {
  VirtualDirectory,
  VirtualFile,
  VirtualLink,
  type AnyNode,
  type NodeFacts,
  type StorageUse,
} from './file-nodes';

export { VirtualFile, type NodeFacts } from './file-nodes';

/** The device number that `stat` shows for every virtual file. */
export const DEVICE_NUMBER = 2049;
/** A path that follows more links than this goes in a circle. */
const MOST_LINKS = 20;

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

/** The folder of a path and its last name; `/` has none. */
export function splitPath(path: string): { parent: string; name: string } {
  const parts = normalisePath(path).split('/').filter(Boolean);
  const name = parts.pop() ?? '';
  return { parent: `/${parts.join('/')}`, name };
}

/**
 * The file system of a machine of the simulated plant. It lives in memory and touches nothing
 * of the machine it runs on. The methods here are those of the plant's own processes, which
 * may do anything; what visitors change goes through `VisitorFiles`, which asks for rights.
 */
export class VirtualFiles {
  /** Raised by every change; a follower compares it to know whether it has seen all. */
  version = 0;
  /** Bytes and nodes of the whole file system. */
  readonly use: StorageUse = { bytes: 0, nodes: 0 };
  readonly now: () => number;
  #nextInode = 131_072;
  readonly #root: VirtualDirectory;
  readonly #listeners = new Set<() => void>();

  constructor(now: () => number) {
    this.now = now;
    this.#root = this.newDirectory({ owner: 'root', mode: 0o755 });
  }

  /**
   * What has a path, links on the way followed; the last one only with `follow`. Undefined
   * when nothing is there or links go in a circle.
   */
  node(path: string, follow = true): AnyNode | undefined {
    let parts = normalisePath(path).split('/').filter(Boolean);
    let node: AnyNode = this.#root;
    let at = '';
    let links = 0;
    while (parts.length > 0) {
      if (!(node instanceof VirtualDirectory)) return undefined;
      const [part = '', ...rest] = parts;
      const child = node.children.get(part);
      if (child === undefined) return undefined;
      parts = rest;
      if (child instanceof VirtualLink && (follow || rest.length > 0)) {
        links += 1;
        if (links > MOST_LINKS) return undefined;
        parts = [
          ...normalisePath(child.target, at || '/')
            .split('/')
            .filter(Boolean),
          ...rest,
        ];
        node = this.#root;
        at = '';
      } else {
        node = child;
        at += `/${part}`;
      }
    }
    return node;
  }

  /** A folder with all folders above it, which are made where they are missing. */
  directory(path: string, options: { owner?: string; mode?: number } = {}): VirtualDirectory {
    let directory = this.#root;
    let isNew = false;
    for (const part of normalisePath(path).split('/').filter(Boolean)) {
      let child = directory.children.get(part);
      isNew = !(child instanceof VirtualDirectory);
      if (!(child instanceof VirtualDirectory)) {
        child = this.newDirectory({ owner: 'root', mode: 0o755 });
        directory.children.set(part, child);
      }
      directory = child;
    }
    if (isNew || options.owner !== undefined || options.mode !== undefined) {
      directory.owner = options.owner ?? directory.owner;
      directory.mode = options.mode ?? directory.mode;
    }
    return directory;
  }

  /** A folder that is nowhere yet. */
  newDirectory(options: { owner: string; mode: number }): VirtualDirectory {
    this.use.nodes += 1;
    return new VirtualDirectory(this.#nextInode++, { ...options, modified: this.now() });
  }

  /** An empty file that is nowhere yet. */
  newFile(options: { owner: string; mode: number }): VirtualFile {
    this.use.nodes += 1;
    return new VirtualFile(this.#nextInode++, { ...options, modified: this.now() }, this.use);
  }

  /** A link that is nowhere yet. */
  newLink(target: string, owner: string): VirtualLink {
    this.use.nodes += 1;
    const options = { owner, mode: 0o777, modified: this.now() };
    return new VirtualLink(this.#nextInode++, target, options);
  }

  /** Tells followers that something changed. */
  changed(): void {
    this.version += 1;
    for (const listener of this.#listeners) listener();
  }

  /** The file at a path, or undefined when there is none or it is a directory. */
  file(path: string): VirtualFile | undefined {
    const node = this.node(path);
    return node instanceof VirtualFile ? node : undefined;
  }

  /** What `stat` would show (`lstat` without `follow`), or undefined when nothing is there. */
  facts(path: string, follow = true): NodeFacts | undefined {
    return this.node(path, follow)?.facts;
  }

  /** Names in a directory, sorted, or undefined when it is not a directory. */
  list(path: string): string[] | undefined {
    const node = this.node(path);
    return node instanceof VirtualDirectory ? [...node.children.keys()].sort() : undefined;
  }

  /** Creates an empty file (a new inode), replacing what had the name. */
  create(path: string, options: { owner?: string; mode?: number } = {}): VirtualFile {
    const { parent, name } = splitPath(path);
    const directory = this.directory(parent);
    const file = this.newFile({ owner: options.owner ?? 'root', mode: options.mode ?? 0o644 });
    this.forget(directory.children.get(name));
    directory.children.set(name, file);
    directory.modified = this.now();
    this.changed();
    return file;
  }

  /** Appends bytes to a file, which is created when missing. */
  append(path: string, bytes: Uint8Array): void {
    const file = this.file(path) ?? this.create(path);
    file.append(bytes, this.now());
    this.changed();
  }

  /** Puts a link at a path. */
  link(path: string, target: string, owner = 'root'): void {
    const { parent, name } = splitPath(path);
    this.directory(parent).children.set(name, this.newLink(target, owner));
    this.changed();
  }

  /** Moves `path.1` to `path.2` and so on; what would be older than `keep` disappears. */
  #shift(path: string, keep: number): { directory: VirtualDirectory; name: string } {
    const { parent, name } = splitPath(path);
    const directory = this.directory(parent);
    this.forget(directory.children.get(`${name}.${keep}`));
    directory.children.delete(`${name}.${keep}`);
    for (let age = keep - 1; age >= 1; age--) {
      const older = directory.children.get(`${name}.${age}`);
      if (older === undefined) continue;
      directory.children.delete(`${name}.${age}`);
      directory.children.set(`${name}.${age + 1}`, older);
    }
    directory.modified = this.now();
    return { directory, name };
  }

  /** Takes what left the tree out of the count; a file that is open still can be read. */
  forget(node: AnyNode | undefined): void {
    if (node === undefined) return;
    this.use.nodes -= 1;
    if (!(node instanceof VirtualFile)) return;
    this.use.bytes -= node.size;
    node.removed = true;
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
    file.truncate(this.now());
    this.changed();
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
