/** Hosts of different kinds for the tests of this folder, on real servers. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSshDesk, type SshDesk } from './ssh-desk';
import { startTestHost, type TestHost } from './host';
import { startSshServer, type SshServer } from './index';
import { makeTools } from './unix-stand-ins';
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
    const own = kind === 'bare' ? bareTools : kind === 'gnu' || kind === 'sftp-only' ? [] : kind;
    makeTools(bin, own, options.tools);
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
