/**
 * The test bed: real servers on free loopback ports, in temporary folders, gone when stopped
 * and when the test process dies. Used by vitest, Playwright and the benchmarks.
 */
export { type FaultProxy, type ProxyTarget, startFaultProxy } from './fault-proxy';
export { type MariaDbServer, startMariaDb } from './mariadb';
export { findProgram, type Part, whyNot } from './parts';
export {
  type DatabaseUser,
  type PostgresOptions,
  type PostgresServer,
  startPostgres,
} from './postgres';
export { freePort, makeServerFolder, removeServerFolder } from './process';
export { startSshServer, type SshServer, type SshServerOptions } from './ssh';
export { type SshAgent, startSshAgent } from './ssh-agent';
export { makeSshKey, type SshKey } from './ssh-keys';
