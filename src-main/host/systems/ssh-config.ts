import { existsSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { SshConfigHost } from '../../contract/systems';
import { readProxyCommand } from './proxy-command';
import { expandHome, readSshConfigFile, valuesFor, type SshConfigFile } from './ssh-config-file';

/** An SSH endpoint as a configuration describes it, in the words of an inventory file. */
export interface ConfiguredEndpoint {
  /** Alias, or `user@host:port` of a jump host that has none. */
  name: string;
  /** Fields of an import entry; `jump` names another of these endpoints. */
  fields: Record<string, string>;
}

/** Hosts of an OpenSSH configuration, and what of it could not be used. */
export interface SshConfigContent {
  path: string;
  hosts: SshConfigHost[];
  /** Directives that were passed over, as they stand in the file. */
  skipped: string[];
  /** The endpoints to create for some of the hosts: those and every jump host before them. */
  endpointsOf: (aliases: readonly string[]) => ConfiguredEndpoint[];
}

/** Keys that OpenSSH tries by itself (ssh_config(5), IdentityFile). */
const usualKeys = ['id_rsa', 'id_ecdsa', 'id_ed25519'];
/** Jump hosts in front of one another; more is a mistake. */
const mostHops = 16;

/**
 * Reads an OpenSSH client configuration. `Host *` and other patterns apply as in OpenSSH; the
 * first value wins.
 *
 * @param path by default `~/.ssh/config`
 * @throws AppError `file.missing`, `file.unreadable`
 */
export function readSshConfig(path?: string): SshConfigContent {
  const file = readSshConfigFile(path);
  const skipped = [...file.skipped];
  const reader = new Reader(file, (line) => {
    if (!skipped.includes(line)) skipped.push(line);
  });
  const hosts = file.aliases.map((alias) => reader.host(alias));
  return {
    path: file.path,
    hosts,
    skipped,
    endpointsOf: (aliases) => reader.endpointsOf(aliases),
  };
}

class Reader {
  private readonly file: SshConfigFile;
  private readonly skip: (line: string) => void;
  private readonly endpoints = new Map<string, ConfiguredEndpoint>();

  constructor(file: SshConfigFile, skip: (line: string) => void) {
    this.file = file;
    this.skip = skip;
  }

  host(alias: string): SshConfigHost {
    const { fields } = this.endpoint(alias, null, []);
    const jumps: string[] = [];
    let { jump = '' } = fields;
    // The proxy stands in front of the first hop.
    let proxy = fields['proxy'] ?? '';
    while (jump !== '') {
      jumps.unshift(jump);
      const before: Record<string, string> = this.endpoints.get(jump)?.fields ?? {};
      proxy = before['proxy'] ?? '';
      jump = before['jump'] ?? '';
    }
    return {
      alias,
      host: fields['host'] ?? alias,
      port: Number(fields['port']),
      username: fields['username'] ?? '',
      identityPath: fields['identity'] ?? '',
      jumps,
      proxy,
    };
  }

  endpointsOf(aliases: readonly string[]): ConfiguredEndpoint[] {
    const wanted = new Map<string, ConfiguredEndpoint>();
    for (const alias of aliases) {
      for (let name = alias; name !== '' && !wanted.has(name);) {
        const endpoint = this.endpoints.get(name);
        if (!endpoint) break;
        wanted.set(name, endpoint);
        name = endpoint.fields['jump'] ?? '';
      }
    }
    return [...wanted.values()];
  }

  /**
   * The endpoint of a host as it is written: an alias, or a jump host with its own user and
   * port.
   *
   * @param through jump hosts in front of it, when another host's `ProxyJump` says so; null
   *   takes what the configuration says of this host
   * @param behind names of the hosts that are reached through this one, to notice a loop
   */
  private endpoint(
    written: string,
    through: readonly string[] | null,
    behind: readonly string[],
  ): ConfiguredEndpoint {
    const place = parsePlace(written);
    const values = valuesFor(this.file, place.host);
    const first = (keyword: string): string => values.get(keyword)?.[0] ?? '';
    const user = place.user || first('user') || userInfo().username;
    const port = place.port || portOf(first('port'));
    const own = this.way(place.host, values);
    const asOwn = through === null || through.join() === own.jumps.join();
    const way = asOwn ? own : { jumps: through, proxy: '' };
    const jumps = this.withoutLoop(place.host, way.jumps, behind);
    const name = this.nameOf(place, asOwn ? null : through);
    const jump = jumps.at(-1);
    const before =
      jump === undefined
        ? null
        : this.endpoint(jump, jumps.length > 1 ? jumps.slice(0, -1) : null, [
            ...behind,
            place.host,
          ]);
    const identity = this.identity(place.host, values);
    const fields: Record<string, string> = {
      kind: 'ssh',
      host: (first('hostname') || place.host).replaceAll('%h', place.host).replaceAll('%%', '%'),
      port: String(port),
      username: user,
      auth: identity === '' ? 'agent' : 'key',
      identity,
      jump: before?.name ?? '',
      proxy: way.proxy,
      agent_forwarding: /^yes$/i.test(first('forwardagent')) ? 'yes' : 'no',
    };
    const seconds = (field: string, keyword: string, least: number, most: number): void => {
      const value = Number(first(keyword) || Number.NaN);
      if (Number.isInteger(value)) fields[field] = String(Math.min(Math.max(value, least), most));
    };
    seconds('keepalive', 'serveraliveinterval', 0, 600);
    seconds('connect_timeout', 'connecttimeout', 1, 300);
    const endpoint = { name, fields };
    this.endpoints.set(name, endpoint);
    return endpoint;
  }

  /** What stands in front of a host, outermost first. */
  private way(
    host: string,
    values: Map<string, readonly string[]>,
  ): { jumps: readonly string[]; proxy: string } {
    const direct = { jumps: [], proxy: '' };
    const jump = values.get('proxyjump')?.join('') ?? '';
    if (jump !== '' && jump.toLowerCase() !== 'none')
      return { jumps: jump.split(',').filter((part) => part !== ''), proxy: '' };
    const command = values.get('proxycommand') ?? [];
    if (command.length === 0 || command[0]?.toLowerCase() === 'none') return direct;
    const found = readProxyCommand(command);
    if (found?.kind === 'jump') return { jumps: [found.jump], proxy: '' };
    if (found?.kind === 'proxy') return { jumps: [], proxy: found.proxy };
    this.skip(`Host ${host}: ProxyCommand ${command.join(' ')}`);
    return direct;
  }

  /** A host that is its own jump host, as `Host *` with a ProxyJump makes it, is reached directly. */
  private withoutLoop(
    host: string,
    jumps: readonly string[],
    behind: readonly string[],
  ): readonly string[] {
    const met = [...behind, host];
    const loops =
      met.length > mostHops || jumps.some((jump) => met.includes(parsePlace(jump).host));
    if (!loops) return jumps;
    this.skip(`Host ${host}: ProxyJump ${jumps.join(',')}`);
    return [];
  }

  /** A jump host that this chain reaches by another way than its own gets a name of its own. */
  private nameOf({ host, user, port }: Place, through: readonly string[] | null): string {
    const name = `${user === '' ? '' : `${user}@`}${host}${port === 0 ? '' : `:${port}`}`;
    const before = through?.map((jump) => parsePlace(jump).host).join(' → ');
    return before === undefined ? name : `${name} (${before} →)`;
  }

  /** The private key's path, or empty where the agent has it. */
  private identity(host: string, values: Map<string, readonly string[]>): string {
    const file = values.get('identityfile')?.join(' ') ?? '';
    if (/^none$/i.test(file)) return '';
    if (file === '') {
      if (!/^yes$/i.test(values.get('identitiesonly')?.[0] ?? '')) return '';
      const folder = join(homedir(), '.ssh');
      const key = usualKeys.find((name) => existsSync(join(folder, name)));
      return key === undefined ? '' : join(folder, key);
    }
    const path = expandHome(
      file
        .replaceAll('%d', homedir())
        .replaceAll('%u', userInfo().username)
        .replaceAll('%h', host)
        .replaceAll('%%', '%'),
    );
    // A public key says which key of the agent is meant.
    return /\.pub$/i.test(path) ? '' : path;
  }
}

interface Place {
  host: string;
  /** Empty where none is written. */
  user: string;
  /** 0 where none is written. */
  port: number;
}

/** `[user@]host[:port]` or `ssh://[user@]host[:port]`, as ProxyJump has them; IPv6 in brackets. */
function parsePlace(text: string): Place {
  const found = /^(?:ssh:\/\/)?(?:(.*)@)?(?:\[([^\]]+)\]|([^:]*))(?::(\d{1,5}))?\/?$/i.exec(text);
  const host = found?.[2] ?? found?.[3] ?? '';
  if (host === '') return { host: text, user: '', port: 0 };
  const port = Number(found?.[4] ?? 0);
  return { host, user: found?.[1] ?? '', port: port < 65_536 ? port : 0 };
}

function portOf(text: string): number {
  const port = Number(text || 22);
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : 22;
}
