/**
 * A private OpenSSH server on loopback for tests.
 *
 * The login user `engineer` need not exist on the machine: where libnss-wrapper is installed,
 * sshd is given its own list of users (nss_wrapper, made by the Samba project for such tests),
 * so passwords can be checked without PAM and without touching the system's accounts, with or
 * without root. Elsewhere the login user is the current user, by key only.
 */
import { randomBytes } from 'node:crypto';
import { chown, mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { findNssWrapper, requireProgram } from './parts';
import {
  freePort,
  makeServerFolder,
  removeServerFolder,
  run,
  type ServerProcess,
  startServerProcess,
  waitUntilReady,
} from './process';
import { makeSshKey, type SshKey } from './ssh-keys';
import { runningAsRoot } from './unprivileged';

/** Options of {@link startSshServer}. */
export interface SshServerOptions {
  /**
   * As root only: log in as `nobody` instead of the current user, so that file permissions
   * bite. Files meant to be read must then be readable by all.
   */
  unprivileged?: boolean;
  /** More lines of sshd_config; they win over the ones below them. */
  config?: readonly string[];
}

/** A running private OpenSSH server. */
export interface SshServer {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Undefined where passwords cannot be tested: `whyNot('ssh-password')` has the reason. */
  readonly password: string | undefined;
  /** Home folder of the login user: its own where libnss-wrapper is installed. */
  readonly home: string;
  /** Keys that may log in. */
  readonly keys: { readonly ed25519: SshKey; readonly rsa: SshKey; readonly encrypted: SshKey };
  /** A key that may not log in. */
  readonly strangerKey: SshKey;
  /** `SHA256:…` of the host key shown at present. */
  readonly hostKeyFingerprint: string;
  /** A known_hosts file with the host key the server started with. */
  readonly knownHostsPath: string;
  /** Restarts with another host key on the same port, cutting all; gives its fingerprint. */
  replaceHostKey(): Promise<string>;
  /** Kills the server's side of every connection, and the commands that ran in them. */
  dropConnections(): void;
  /** How many processes serve connections or run commands in them now. */
  sessionProcessCount(): number;
  /** What the server logged. */
  log(): string;
  stop(): Promise<void>;
}

interface Login {
  user: string;
  password: string | undefined;
  home: string;
  environment: Record<string, string>;
}

/** The list of users for nss_wrapper, with the login user in it. */
async function makeLogin(folder: string, unprivileged: boolean): Promise<Login> {
  const library = findNssWrapper();
  const current = userInfo();
  if (!library) {
    if (unprivileged) throw new Error('An unprivileged login needs libnss-wrapper.');
    return { user: current.username, password: undefined, home: current.homedir, environment: {} };
  }
  const user = 'engineer';
  const password = randomBytes(9).toString('base64url');
  const home = join(folder, 'home');
  await mkdir(home, { mode: 0o755 });
  const system = (await run('getent', ['passwd'])).trim().split('\n');
  const nobody = system.find((line) => line.startsWith('nobody:'))?.split(':') ?? [];
  const [uid, gid] = unprivileged
    ? [Number(nobody[2]), Number(nobody[3])]
    : [current.uid, current.gid];
  if (unprivileged) await chown(home, uid, gid);
  const hash = (
    await run(requireProgram('openssl'), ['passwd', '-6', '-stdin'], { input: password })
  ).trim();
  const files = {
    NSS_WRAPPER_PASSWD: [`${user}:x:${uid}:${gid}:Engineer:${home}:/bin/bash`, ...system],
    NSS_WRAPPER_SHADOW: [`${user}:${hash}:19000:0:99999:7:::`],
    NSS_WRAPPER_GROUP: (await run('getent', ['group'])).trim().split('\n'),
  };
  const environment: Record<string, string> = { LD_PRELOAD: library };
  for (const [name, lines] of Object.entries(files)) {
    const path = join(folder, name.toLowerCase());
    await writeFile(path, `${lines.join('\n')}\n`, { mode: 0o600 });
    environment[name] = path;
  }
  return { user, password, home, environment };
}

/** Resolves when a server greets as SSH servers do. */
async function readBanner(host: string, port: number): Promise<void> {
  const socket = connect({ host, port });
  socket.setTimeout(2_000, () => socket.destroy(new Error('no greeting')));
  try {
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      if (chunk.toString('latin1').startsWith('SSH-2.0-')) return;
    }
    throw new Error('The connection ended without a greeting.');
  } finally {
    socket.destroy();
  }
}

/** Starts OpenSSH on a free loopback port with its own host key, users and folder. */
export async function startSshServer(options: SshServerOptions = {}): Promise<SshServer> {
  const folder = await makeServerFolder('sshd');
  const [firstHostKey, ed25519, rsa, encrypted, strangerKey] = await Promise.all([
    makeSshKey(folder, 'host-1', 'ed25519'),
    makeSshKey(folder, 'user-ed25519', 'ed25519'),
    makeSshKey(folder, 'user-rsa', 'rsa'),
    makeSshKey(folder, 'user-encrypted', 'ed25519', 'correct horse 电池'),
    makeSshKey(folder, 'stranger', 'ed25519'),
  ]);
  let hostKey = firstHostKey;
  const login = await makeLogin(folder, options.unprivileged ?? false);
  const authorizedKeysPath = join(folder, 'authorized_keys');
  const allowed = [ed25519, rsa, encrypted].map((key) => key.publicKey);
  await writeFile(authorizedKeysPath, `${allowed.join('\n')}\n`, { mode: 0o644 });

  const host = '127.0.0.1';
  const port = await freePort();
  const knownHostsPath = join(folder, 'known_hosts');
  await writeFile(knownHostsPath, `[${host}]:${port} ${hostKey.publicKey}\n`);
  // As root, sshd puts its unprivileged half into this empty folder.
  if (runningAsRoot) await mkdir('/run/sshd', { recursive: true, mode: 0o755 });

  const sshd = requireProgram('sshd');
  const configPath = join(folder, 'sshd_config');
  async function startListener(): Promise<ServerProcess> {
    const lines = [
      ...(options.config ?? []),
      `Port ${port}`,
      `ListenAddress ${host}`,
      `HostKey ${hostKey.path}`,
      `AuthorizedKeysFile ${authorizedKeysPath}`,
      'PubkeyAuthentication yes',
      `PasswordAuthentication ${login.password === undefined ? 'no' : 'yes'}`,
      'KbdInteractiveAuthentication no',
      'UsePAM no',
      'PermitRootLogin yes',
      // The folder lies below a world-writable one.
      'StrictModes no',
      'MaxStartups 100',
      'UseDNS no',
      'PrintMotd no',
      'PidFile none',
      // The one line that sshd does not take twice.
      ...(options.config?.some((line) => line.startsWith('Subsystem sftp '))
        ? []
        : ['Subsystem sftp internal-sftp']),
      'LogLevel VERBOSE',
    ];
    await writeFile(configPath, `${lines.join('\n')}\n`);
    // sshd demands its full path, because it starts itself anew for each connection.
    const listener = await startServerProcess(sshd, ['-D', '-e', '-f', configPath], {
      ...login.environment,
    });
    try {
      await waitUntilReady('sshd', listener, () => readBanner(host, port));
    } catch (error) {
      await listener.stop('SIGKILL');
      throw error;
    }
    return listener;
  }

  let listener: ServerProcess;
  try {
    listener = await startListener();
  } catch (error) {
    await removeServerFolder(folder);
    throw error;
  }
  let hostKeyNumber = 1;
  return {
    host,
    port,
    user: login.user,
    password: login.password,
    home: login.home,
    keys: { ed25519, rsa, encrypted },
    strangerKey,
    get hostKeyFingerprint() {
      return hostKey.fingerprint;
    },
    knownHostsPath,
    async replaceHostKey() {
      hostKeyNumber += 1;
      const newHostKey = await makeSshKey(folder, `host-${hostKeyNumber}`, 'ed25519');
      await listener.stop('SIGTERM');
      hostKey = newHostKey;
      listener = await startListener();
      return hostKey.fingerprint;
    },
    dropConnections: () => listener.killChildren(),
    sessionProcessCount: () => listener.children().length,
    log: () => listener.output(),
    async stop() {
      await listener.stop('SIGTERM');
      await removeServerFolder(folder);
    },
  };
}
