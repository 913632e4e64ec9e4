export { connectSsh, type ConnectOptions, type SshAuth } from './connect';
export { algorithmsPreferring, type FoundHostKey } from './host-key';
export { checkKnownHost, readKnownHosts } from './known-hosts';
export type { CloseReason, CommandExit, RemoteCommand, SshLink } from './link';
export { loadPrivateKey } from './private-key';
export { sshRpc } from './rpc';
export { runCommand, shellQuote, type CommandOutput, type CommandRunner } from './run';
export { SshService, type SshLease, type SshServiceParts } from './service';
