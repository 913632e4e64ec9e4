import type { Attributes, SFTPWrapper } from 'ssh2';
import { utils } from 'ssh2';
import type { NodeFacts, VirtualFile, VirtualFiles } from './files';
import { normalisePath } from './files';
import { longListing } from './listing';

const { STATUS_CODE, OPEN_MODE } = utils.sftp;
const DIRECTORY_BITS = 0o040000;
const FILE_BITS = 0o100000;
/** The largest answer to one READ, the usual limit of OpenSSH's server. */
const LARGEST_READ = 256 * 1024;

function toAttributes(facts: NodeFacts): Attributes {
  const seconds = Math.floor(facts.modified / 1000);
  const owner = facts.owner === 'root' ? 0 : 1001;
  return {
    mode: facts.mode | (facts.kind === 'directory' ? DIRECTORY_BITS : FILE_BITS),
    uid: owner,
    gid: owner,
    size: facts.size,
    atime: seconds,
    mtime: seconds,
  };
}

type Handle =
  { kind: 'file'; file: VirtualFile } | { kind: 'directory'; names: string[]; path: string };

/**
 * Serves the virtual files over SFTP, read-only: every change is answered with
 * PERMISSION_DENIED. Relative paths start at the visitor's home folder.
 */
export function serveSftp(sftp: SFTPWrapper, files: VirtualFiles, user: string): void {
  const home = `/home/${user}`;
  const handles = new Map<number, Handle>();
  let nextHandle = 1;

  const open = (request: number, handle: Handle): void => {
    const id = nextHandle++;
    handles.set(id, handle);
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(id);
    sftp.handle(request, bytes);
  };
  const find = (handle: Buffer): Handle | undefined =>
    handle.length === 4 ? handles.get(handle.readUInt32BE()) : undefined;
  const stat = (request: number, path: string): void => {
    const facts = files.facts(normalisePath(path, home));
    if (facts === undefined) sftp.status(request, STATUS_CODE.NO_SUCH_FILE);
    else sftp.attrs(request, toAttributes(facts));
  };
  const deny = (request: number): void => sftp.status(request, STATUS_CODE.PERMISSION_DENIED);

  // OpenSSH's client ends its side and then waits for ours.
  sftp.on('end', () => sftp.end());
  sftp.on('OPEN', (request, name, flags) => {
    const file = files.file(normalisePath(name, home));
    if ((flags & ~OPEN_MODE.READ) !== 0) deny(request);
    else if (file === undefined) sftp.status(request, STATUS_CODE.NO_SUCH_FILE);
    else if (!file.readableBy(user)) deny(request);
    else open(request, { kind: 'file', file });
  });
  sftp.on('READ', (request, handle, offset, length) => {
    const found = find(handle);
    if (found?.kind !== 'file') return sftp.status(request, STATUS_CODE.FAILURE);
    const bytes = found.file.read(offset, Math.min(length, LARGEST_READ));
    if (bytes.length === 0) sftp.status(request, STATUS_CODE.EOF);
    else sftp.data(request, bytes);
  });
  sftp.on('FSTAT', (request, handle) => {
    const found = find(handle);
    if (found?.kind !== 'file') return sftp.status(request, STATUS_CODE.FAILURE);
    const { inode, size, modified, mode, owner } = found.file;
    sftp.attrs(request, toAttributes({ kind: 'file', inode, size, modified, mode, owner }));
  });
  sftp.on('STAT', stat);
  sftp.on('LSTAT', stat);
  sftp.on('OPENDIR', (request, name) => {
    const path = normalisePath(name, home);
    const names = files.list(path);
    if (names === undefined) sftp.status(request, STATUS_CODE.NO_SUCH_FILE);
    else open(request, { kind: 'directory', names, path });
  });
  sftp.on('READDIR', (request, handle) => {
    const found = find(handle);
    if (found?.kind !== 'directory') return sftp.status(request, STATUS_CODE.FAILURE);
    const entries = found.names.splice(0, 100).flatMap((filename) => {
      const facts = files.facts(`${found.path}/${filename}`);
      if (facts === undefined) return [];
      return [{ filename, longname: longListing(filename, facts), attrs: toAttributes(facts) }];
    });
    if (entries.length === 0) sftp.status(request, STATUS_CODE.EOF);
    else sftp.name(request, entries);
  });
  sftp.on('REALPATH', (request, name) => {
    const filename = normalisePath(name, home);
    const attrs: Attributes = { mode: 0, uid: 0, gid: 0, size: 0, atime: 0, mtime: 0 };
    sftp.name(request, [{ filename, longname: filename, attrs }]);
  });
  sftp.on('CLOSE', (request, handle) => {
    const known = find(handle) !== undefined && handles.delete(handle.readUInt32BE());
    sftp.status(request, known ? STATUS_CODE.OK : STATUS_CODE.FAILURE);
  });
  for (const change of [
    'WRITE',
    'FSETSTAT',
    'SETSTAT',
    'REMOVE',
    'RMDIR',
    'MKDIR',
    'RENAME',
    'SYMLINK',
  ]) {
    sftp.on(change, deny);
  }
}
