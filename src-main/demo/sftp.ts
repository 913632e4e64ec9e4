import type { ServerChannel } from 'ssh2';
import { VirtualDirectory, VirtualFile, VirtualLink, type AnyNode } from './file-nodes';
import { normalisePath } from './files';
import { longListing } from './listing';
import type { PlantMachine } from './shell-types';
import {
  answers,
  FieldReader,
  openFlags,
  packet,
  PacketCutter,
  requests,
  status,
  userNumber,
  type Field,
  type SaidAttributes,
} from './sftp-wire';
import { FileRefused, STORAGE_BYTES, VisitorFiles, type FileFault } from './visitor-files';

/** The largest answer to one READ, the usual limit of OpenSSH's server. */
const LARGEST_BLOCK = 255 * 1024;
const NAMES_IN_ANSWER = 100;
/** As many files as OpenSSH lets one session have open. */
const MOST_HANDLES = 1000;
const kindBits = { file: 0o100000, directory: 0o040000, link: 0o120000 } as const;
const extensions = {
  'posix-rename@openssh.com': '1',
  'statvfs@openssh.com': '2',
  'fsync@openssh.com': '1',
  'limits@openssh.com': '1',
};
const statusOfFault: Partial<Record<FileFault, number>> = {
  ENOENT: status.noSuchFile,
  EACCES: status.permissionDenied,
};

type Handle =
  | { kind: 'file'; file: VirtualFile; writes: boolean; appends: boolean }
  | { kind: 'directory'; names: string[]; path: string };

function attributesOf(node: AnyNode): SaidAttributes {
  const { kind, size, mode, modified, owner } = node.facts;
  return {
    size,
    owner: userNumber(owner),
    mode: mode | kindBits[kind],
    modified: Math.floor(modified / 1000),
  };
}

/**
 * Serves a machine's virtual files over SFTP version 3 to one visitor. Relative paths start
 * at the visitor's home folder. Names are the bytes they are.
 */
export class SftpServer {
  readonly #machine: PlantMachine;
  readonly #visitor: VisitorFiles;
  readonly #channel: ServerChannel;
  readonly #handles = new Map<number, Handle>();
  #nextHandle = 1;

  constructor(channel: ServerChannel, machine: PlantMachine) {
    this.#channel = channel;
    this.#machine = machine;
    this.#visitor = new VisitorFiles(machine.files, machine.user);
    const cutter = new PacketCutter();
    channel.on('data', (bytes: Buffer) => {
      try {
        for (const each of cutter.push(bytes)) this.#receive(each);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        channel.end();
      }
    });
    channel.on('error', () => undefined);
    // OpenSSH's client ends its side and then waits for ours.
    channel.on('end', () => {
      channel.exit(0);
      channel.end();
    });
  }

  #receive(bytes: Buffer): void {
    const fields = new FieldReader(bytes);
    const type = fields.u8();
    if (type === requests.init) {
      const offered = Object.entries(extensions).flat();
      const head = packet(answers.version, 3, ...offered.map((each) => Buffer.from(each)));
      this.#channel.write(head);
      return;
    }
    const id = fields.u32();
    const answer = (kind: number, ...values: Field[]): undefined => {
      this.#channel.write(packet(kind, id, ...values));
    };
    const say = (code: number, text: string): void =>
      answer(answers.status, code, Buffer.from(text), Buffer.from('en'));
    try {
      const done = this.#answer(type, fields, answer);
      if (done === 'ok') say(status.ok, 'Success');
      else if (done === 'end') say(status.eof, 'End of file');
      else if (done === 'unsupported') say(status.unsupported, 'Operation unsupported');
    } catch (error) {
      if (error instanceof FileRefused)
        say(statusOfFault[error.fault] ?? status.failure, error.message);
      else if (error instanceof RangeError) say(status.badMessage, 'Bad message');
      else throw error;
    }
  }

  /** Does what a request asks; what it answers itself gives nothing back. */
  #answer(
    type: number,
    fields: FieldReader,
    answer: (kind: number, ...values: Field[]) => undefined,
  ): 'ok' | 'end' | 'unsupported' | undefined {
    const visitor = this.#visitor;
    const path = (): string => this.#path(fields.bytes());
    switch (type) {
      case requests.open:
        return answer(answers.handle, this.#open(path(), fields));
      case requests.close:
        this.#handle(fields.bytes(), true);
        return 'ok';
      case requests.read: {
        const handle = this.#handle(fields.bytes());
        if (handle.kind !== 'file') throw new FileRefused('EISDIR');
        const offset = fields.u64();
        const bytes = handle.file.read(offset, Math.min(fields.u32(), LARGEST_BLOCK));
        if (bytes.length === 0) return 'end';
        answer(answers.data, bytes);
        return undefined;
      }
      case requests.write: {
        const handle = this.#handle(fields.bytes());
        if (handle.kind !== 'file' || !handle.writes) throw new FileRefused('EACCES');
        const offset = fields.u64();
        visitor.write(handle.file, handle.appends ? handle.file.size : offset, fields.bytes());
        return 'ok';
      }
      case requests.lstat:
        return answer(answers.attributes, attributesOf(visitor.node(path(), false)));
      case requests.stat:
        return answer(answers.attributes, attributesOf(visitor.node(path())));
      case requests.fstat: {
        const handle = this.#handle(fields.bytes());
        const node = handle.kind === 'file' ? handle.file : visitor.node(handle.path);
        return answer(answers.attributes, attributesOf(node));
      }
      case requests.setstat:
        this.#change(visitor.node(path()), fields);
        return 'ok';
      case requests.fsetstat: {
        const handle = this.#handle(fields.bytes());
        this.#change(handle.kind === 'file' ? handle.file : visitor.node(handle.path), fields);
        return 'ok';
      }
      case requests.opendir:
        return answer(answers.handle, this.#openDirectory(path()));
      case requests.readdir: {
        const entries = this.#entries(this.#handle(fields.bytes()));
        if (entries.length === 0) return 'end';
        answer(answers.name, entries.length, ...entries.flat());
        return undefined;
      }
      case requests.remove:
        visitor.removeFile(path());
        return 'ok';
      case requests.mkdir:
        visitor.makeDirectory(path(), fields.attributes().mode);
        return 'ok';
      case requests.rmdir:
        visitor.removeDirectory(path());
        return 'ok';
      case requests.realpath: {
        const name = this.#machine.codec.bytes(path());
        answer(answers.name, 1, name, name, { size: 0, owner: 0, mode: 0, modified: 0 });
        return undefined;
      }
      case requests.rename:
        visitor.rename(path(), path(), false);
        return 'ok';
      case requests.readlink: {
        const node = visitor.node(path(), false);
        if (!(node instanceof VirtualLink)) throw new FileRefused('EINVAL');
        const target = this.#machine.codec.bytes(node.target);
        answer(answers.name, 1, target, target, attributesOf(node));
        return undefined;
      }
      case requests.symlink: {
        // OpenSSH has the two the other way round than the draft, and everybody follows it.
        const target = this.#machine.codec.text(fields.bytes());
        visitor.makeLink(path(), target);
        return 'ok';
      }
      case requests.extended:
        return this.#extended(fields, answer);
      default:
        return 'unsupported';
    }
  }

  #extended(
    fields: FieldReader,
    answer: (kind: number, ...values: Field[]) => undefined,
  ): 'ok' | 'unsupported' | undefined {
    switch (fields.bytes().toString()) {
      case 'posix-rename@openssh.com':
        this.#visitor.rename(this.#path(fields.bytes()), this.#path(fields.bytes()), true);
        return 'ok';
      case 'fsync@openssh.com':
        this.#handle(fields.bytes());
        return 'ok';
      case 'limits@openssh.com':
        answer(
          answers.extended,
          ...[256 * 1024, LARGEST_BLOCK, LARGEST_BLOCK, MOST_HANDLES].map(BigInt),
        );
        return undefined;
      case 'statvfs@openssh.com': {
        this.#visitor.node(this.#path(fields.bytes()));
        const unit = 4096;
        const blocks = BigInt(STORAGE_BYTES / unit);
        const left = STORAGE_BYTES - this.#machine.files.use.bytes;
        const free = BigInt(Math.max(0, Math.floor(left / unit)));
        const numbers = [BigInt(unit), BigInt(unit), blocks, free, free, 30_000n, 1000n, 1000n];
        answer(answers.extended, ...numbers, 1n, 0n, 255n);
        return undefined;
      }
      default:
        return 'unsupported';
    }
  }

  #path(bytes: Buffer): string {
    const text = this.#machine.codec.text(bytes);
    return normalisePath(text, `/home/${this.#machine.user}`);
  }

  #handle(bytes: Buffer, close = false): Handle {
    const id = bytes.length === 4 ? bytes.readUInt32BE() : 0;
    const handle = this.#handles.get(id);
    if (handle === undefined) throw new FileRefused('EINVAL');
    if (close) this.#handles.delete(id);
    return handle;
  }

  #keep(handle: Handle): Buffer {
    if (this.#handles.size >= MOST_HANDLES) throw new FileRefused('ENOSPC');
    const id = this.#nextHandle++;
    this.#handles.set(id, handle);
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(id);
    return bytes;
  }

  #open(path: string, fields: FieldReader): Buffer {
    const flags = fields.u32();
    const { mode } = fields.attributes();
    const writes = (flags & (openFlags.write | openFlags.append)) !== 0;
    const file = writes
      ? this.#visitor.writable(path, {
          create: (flags & openFlags.create) !== 0,
          truncate: (flags & openFlags.truncate) !== 0,
          exclusive: (flags & openFlags.exclusive) !== 0,
          ...(mode === undefined ? {} : { mode: mode & 0o777 }),
        })
      : this.#visitor.readable(path);
    return this.#keep({ kind: 'file', file, writes, appends: (flags & openFlags.append) !== 0 });
  }

  #openDirectory(path: string): Buffer {
    const node = this.#visitor.node(path);
    if (!(node instanceof VirtualDirectory)) throw new FileRefused('ENOTDIR');
    if (!node.allows(this.#machine.user, 4)) throw new FileRefused('EACCES');
    return this.#keep({ kind: 'directory', names: [...node.children.keys()], path });
  }

  #entries(handle: Handle): Field[][] {
    if (handle.kind !== 'directory') throw new FileRefused('ENOTDIR');
    const { codec, files } = this.#machine;
    return handle.names.splice(0, NAMES_IN_ANSWER).flatMap((name) => {
      const node = files.node(`${handle.path}/${name}`, false);
      if (node === undefined) return [];
      const line = codec.bytes(longListing(name, node.facts));
      return [[codec.bytes(name), line, attributesOf(node)]];
    });
  }

  #change(node: AnyNode, fields: FieldReader): void {
    const { size, mode, modified } = fields.attributes();
    if (size !== undefined) {
      if (!(node instanceof VirtualFile)) throw new FileRefused('EISDIR');
      if (!node.allows(this.#machine.user, 2)) throw new FileRefused('EACCES');
      this.#visitor.resize(node, size);
    }
    if (mode === undefined && modified === undefined) return;
    this.#visitor.setFacts(node, {
      ...(mode === undefined ? {} : { mode }),
      ...(modified === undefined ? {} : { modified: modified * 1000 }),
    });
  }
}
