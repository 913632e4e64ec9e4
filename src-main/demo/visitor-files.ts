import { VirtualDirectory, VirtualFile, VirtualLink, type AnyNode } from './file-nodes';
import { normalisePath, splitPath, type VirtualFiles } from './files';

/** Why a change is refused, with the words of the C library. */
const reasons = {
  ENOENT: 'No such file or directory',
  EACCES: 'Permission denied',
  EEXIST: 'File exists',
  ENOTDIR: 'Not a directory',
  EISDIR: 'Is a directory',
  ENOTEMPTY: 'Directory not empty',
  ENOSPC: 'No space left on device',
  EINVAL: 'Invalid argument',
} as const;
export type FileFault = keyof typeof reasons;

/** A change that the machine refuses. Its message is what a program would print. */
export class FileRefused extends Error {
  readonly fault: FileFault;

  constructor(fault: FileFault) {
    super(reasons[fault]);
    this.fault = fault;
  }
}

/** Everything on a machine together stays below this many bytes… */
export const STORAGE_BYTES = 96 * 1024 * 1024;
/** …and this many files and folders. */
const STORAGE_NODES = 30_000;

/** How a file is opened for writing. */
export interface OpenForWriting {
  create: boolean;
  truncate: boolean;
  exclusive: boolean;
  mode?: number;
}

/**
 * What a visitor may change of the virtual files: rights are asked as Unix does, and all that
 * is kept in memory has a limit. Every method throws FileRefused.
 */
export class VisitorFiles {
  readonly #files: VirtualFiles;
  readonly #user: string;

  constructor(files: VirtualFiles, user: string) {
    this.#files = files;
    this.#user = user;
  }

  /** What is there. @throws FileRefused ENOENT */
  node(path: string, follow = true): AnyNode {
    const node = this.#files.node(path, follow);
    if (node === undefined) throw new FileRefused('ENOENT');
    return node;
  }

  /** The file for reading. */
  readable(path: string): VirtualFile {
    const node = this.node(path);
    if (!(node instanceof VirtualFile)) throw new FileRefused('EISDIR');
    if (!node.allows(this.#user, 4)) throw new FileRefused('EACCES');
    return node;
  }

  /** The file for writing, made when it is missing and `create` says so. */
  writable(path: string, options: OpenForWriting): VirtualFile {
    const found = this.#files.node(path);
    if (found === undefined) {
      if (!options.create) throw new FileRefused('ENOENT');
      const { directory, name } = this.#place(this.#resolved(path));
      const file = this.#files.newFile({ owner: this.#user, mode: options.mode ?? 0o644 });
      return this.#put(directory, name, file);
    }
    if (options.create && options.exclusive) throw new FileRefused('EEXIST');
    if (!(found instanceof VirtualFile)) throw new FileRefused('EISDIR');
    if (!found.allows(this.#user, 2)) throw new FileRefused('EACCES');
    if (options.truncate && found.size > 0) found.truncate(this.#files.now());
    this.#files.changed();
    return found;
  }

  write(file: VirtualFile, offset: number, bytes: Uint8Array): void {
    const growth = Math.max(0, offset + bytes.length - file.size);
    this.#room(file, growth);
    file.write(offset, bytes, this.#files.now());
    this.#files.changed();
  }

  resize(file: VirtualFile, size: number): void {
    this.#room(file, size - file.size);
    file.truncate(this.#files.now(), size);
    this.#files.changed();
  }

  makeDirectory(path: string, mode = 0o755): void {
    if (this.#files.node(path, false)) throw new FileRefused('EEXIST');
    const { directory, name } = this.#place(path);
    this.#put(directory, name, this.#files.newDirectory({ owner: this.#user, mode }));
  }

  makeLink(path: string, target: string): void {
    if (this.#files.node(path, false)) throw new FileRefused('EEXIST');
    const { directory, name } = this.#place(path);
    this.#put(directory, name, this.#files.newLink(target, this.#user));
  }

  removeDirectory(path: string): void {
    const node = this.node(path, false);
    if (!(node instanceof VirtualDirectory)) throw new FileRefused('ENOTDIR');
    if (node.children.size > 0) throw new FileRefused('ENOTEMPTY');
    this.#remove(path, node);
  }

  /** Removes a file or a link. */
  removeFile(path: string): void {
    const node = this.node(path, false);
    if (node instanceof VirtualDirectory) throw new FileRefused('EISDIR');
    this.#remove(path, node);
  }

  /** Gives something another name; a file in its place goes away only with `replace`. */
  rename(from: string, to: string, replace: boolean): void {
    const node = this.node(from, false);
    const source = this.#place(from);
    const target = this.#place(to);
    if (!source.directory.allowsChange(this.#user, source.name)) throw new FileRefused('EACCES');
    if (`${normalisePath(to)}/`.startsWith(`${normalisePath(from)}/`)) {
      if (normalisePath(to) === normalisePath(from)) return;
      throw new FileRefused('EINVAL');
    }
    const there = target.directory.children.get(target.name);
    if (there !== undefined) {
      if (!replace) throw new FileRefused('EEXIST');
      if (!target.directory.allowsChange(this.#user, target.name)) throw new FileRefused('EACCES');
      if (there instanceof VirtualDirectory) {
        if (!(node instanceof VirtualDirectory)) throw new FileRefused('EISDIR');
        if (there.children.size > 0) throw new FileRefused('ENOTEMPTY');
      }
      this.#files.forget(there);
    }
    source.directory.children.delete(source.name);
    target.directory.children.set(target.name, node);
    source.directory.modified = target.directory.modified = this.#files.now();
    this.#files.changed();
  }

  /** Changes rights and times, as the owner may. */
  setFacts(node: AnyNode, { mode, modified }: { mode?: number; modified?: number }): void {
    if (this.#user !== 'root' && node.owner !== this.#user) throw new FileRefused('EACCES');
    if (mode !== undefined) node.mode = mode & 0o7777;
    if (modified !== undefined) node.modified = modified;
    this.#files.changed();
  }

  setOwner(node: AnyNode, owner: string): void {
    if (this.#user !== 'root') throw new FileRefused('EACCES');
    node.owner = owner;
  }

  #room(file: VirtualFile, growth: number): void {
    if (growth <= 0) return;
    if (file.removed || this.#files.use.bytes + growth > STORAGE_BYTES)
      throw new FileRefused('ENOSPC');
  }

  /** Where a file is made: a link that leads to nothing makes the file it leads to. */
  #resolved(path: string): string {
    const link = this.#files.node(path, false);
    return link instanceof VirtualLink ? normalisePath(link.target, splitPath(path).parent) : path;
  }

  #place(path: string): { directory: VirtualDirectory; name: string } {
    const { parent, name } = splitPath(path);
    const directory = this.node(parent);
    if (!(directory instanceof VirtualDirectory)) throw new FileRefused('ENOTDIR');
    if (!directory.allows(this.#user, 2)) throw new FileRefused('EACCES');
    if (name === '') throw new FileRefused('EEXIST');
    return { directory, name };
  }

  #put<Node extends AnyNode>(directory: VirtualDirectory, name: string, node: Node): Node {
    if (this.#files.use.nodes > STORAGE_NODES) {
      this.#files.forget(node);
      throw new FileRefused('ENOSPC');
    }
    directory.children.set(name, node);
    directory.modified = this.#files.now();
    this.#files.changed();
    return node;
  }

  #remove(path: string, node: AnyNode): void {
    const { directory, name } = this.#place(path);
    if (!directory.allowsChange(this.#user, name)) throw new FileRefused('EACCES');
    directory.children.delete(name);
    directory.modified = this.#files.now();
    this.#files.forget(node);
    this.#files.changed();
  }
}
