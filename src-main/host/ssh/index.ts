export type { CommandExit, ExecOptions, PtyOptions, RemoteCommand, RemoteShell } from './channels';
export { connectSsh, type ConnectOptions, type ConnectStage } from './connect';
export type { Stop } from './dial';
export { codeOf } from './failure';
export { HostClocks, type HostClock } from './host-clocks';
export { algorithmsPreferring, type FoundHostKey } from './host-key';
export { checkKnownHost, readKnownHosts } from './known-hosts';
export { quietly, type LeaseExecOptions, type SshLease } from './lease';
export type { CloseReason, SshLink } from './link';
export type { RemoteListener } from './listeners';
export type { SshAuth } from './login';
export { loadPrivateKey } from './private-key';
export { Reconnector, usualPauses, type ReconnectPauses } from './reconnect';
export type { Station } from './route';
export { sshRpc } from './rpc';
export { runCommand, shellQuote, type CommandOutput, type CommandRunner } from './run';
export type { ApartOptions } from './connector';
export { SshService, type OpenOptions, type SshServiceParts } from './service';
export {
  shellCommand,
  superviseCommand,
  superviseJob,
  type SupervisedJob,
  type SuperviseOptions,
} from './supervise';
export {
  openFlags,
  SftpClient,
  statusCodes,
  statusOf,
  type Attributes,
  type DirectoryEntry,
  type Piece,
  type RemoteFile,
} from './sftp/index';
