export { SftpClient, type DirectoryEntry, type SftpLimits } from './client';
export { openFlags, statusCodes, type Attributes, type NewAttributes } from './protocol';
export type { Piece, RemoteFile } from './remote-file';
export { printable, type SftpPeer } from './session';
export { statusOf } from './status';
