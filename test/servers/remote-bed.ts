/** Hosts of different kinds for the tests of this folder, on real servers. */
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { openSshDesk, type SshDesk } from './ssh-desk';
import { startTestHost, type TestHost } from './host';
import { startSshServer, type SshServer } from './index';
import { plainTools, standIns } from './unix-stand-ins';
import { RemoteHost } from '../../src-main/host/logs/remote/index';

/**
 * What a test host has: all of this machine, BusyBox alone, only some tools, no commands at all,
 * or stand-ins for what AIX and Solaris have.
 */
export type HostKind = 'gnu' | 'busybox' | 'bare' | 'sftp-only' | 'aix' | 'solaris';

export interface RemoteBed {
  test: TestHost;
  desk: SshDesk;
  server: SshServer;
  /** Commands that were told, as a person would type them. */
  commands: string[];
  host: RemoteHost;
  /** Another one on the same server. */
  another(): RemoteHost;
  /** Writes a file into the home folder; its path. */
  file(name: string, content: string | Buffer): string;
  close(): Promise<void>;
}

/** Tools of a host that has no `stat`, no `grep`, no `nice` and no perl. */
const bareTools = ['sh', 'dd', 'ls', 'tail', 'head', 'cat', 'awk', 'uname'];
const busyboxTools = (
  'awk cat cut dd grep gzip head kill ls nice printf sed setsid sh sleep sort stat tail test ' +
  'timeout true uname wc xargs zcat'
).split(' ');

function ownTools(kind: HostKind): readonly string[] {
  if (kind === 'bare') return bareTools;
  return kind === 'aix' || kind === 'solaris' ? plainTools : [];
}

/** Starts a server whose account is of a kind. `noise`: its log-in shell prints a banner. */
export async function openRemoteBed(
  kind: HostKind = 'gnu',
  options: {
    noise?: boolean;
    noSftp?: boolean;
    sudo?: boolean;
    /** Another bed whose test host is used. */
    on?: Pick<RemoteBed, 'test' | 'desk'>;
    tools?: Record<string, string>;
  } = {},
): Promise<RemoteBed> {
  const config = kind === 'sftp-only' ? ['ForceCommand internal-sftp'] : [];
  if (options.noSftp) config.push('Subsystem sftp /bin/false');
  const server = await startSshServer({ config });
  const test = options.on?.test ?? (await startTestHost());
  const desk = options.on?.desk ?? (await openSshDesk(test));
  await desk.trust(server);
  const start: string[] = [];
  if (options.noise) start.push('echo "*** Authorised use only / 仅限授权使用 ***"; echo warn >&2');
  if (!['gnu', 'sftp-only'].includes(kind) || options.tools) {
    const bin = join(server.home, 'tools');
    mkdirSync(bin);
    for (const name of kind === 'busybox' ? busyboxTools : ownTools(kind))
      symlinkSync(find(kind === 'busybox' ? 'busybox' : name), join(bin, name));
    for (const [name, text] of Object.entries(
      kind === 'aix' || kind === 'solaris' ? standIns[kind] : {},
    )) {
      rmSync(join(bin, name), { force: true });
      writeFileSync(join(bin, name), text, { mode: 0o755 });
    }
    for (const [name, text] of Object.entries(options.tools ?? {}))
      writeFileSync(join(bin, name), text, { mode: 0o755 });
    start.push(kind === 'gnu' ? `PATH=${bin}:$PATH` : `PATH=${bin}`);
  }
  // bash reads it for commands over SSH, too.
  writeFileSync(join(server.home, '.bashrc'), `${start.join('\n')}\n`);
  const endpointId = await desk.endpoint(server, options.sudo ? { sudo: 'free' } : {});
  const service = desk.service({});
  const commands: string[] = [];
  const hosts: RemoteHost[] = [];
  const another = (): RemoteHost => {
    const host = new RemoteHost({
      host: server.host,
      username: server.user,
      open: (signal) => service.open(endpointId, signal),
      pause: (failures, signal) => service.pause(failures, signal),
      sudo: options.sudo ?? false,
      names: 'utf-8',
      onCommand: (command) => commands.push(command),
    });
    hosts.push(host);
    return host;
  };
  return {
    test,
    desk,
    server,
    commands,
    host: another(),
    another,
    file: (name, content) => {
      const path = join(server.home, name);
      writeFileSync(path, content);
      return path;
    },
    close: async () => {
      for (const host of hosts) host.close();
      if (!options.on) {
        await desk.close();
        await test.close();
      }
      await server.stop();
    },
  };
}

function find(tool: string): string {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, tool);
    if (existsSync(path)) return path;
  }
  throw new Error(`There is no ${tool} on this machine.`);
}
