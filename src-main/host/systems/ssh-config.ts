import { existsSync, globSync, readFileSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';
import SSHConfig, { LineType, type Line } from 'ssh-config';
import { AppError } from '../../contract/errors';
import type { SshConfigHost } from '../../contract/systems';

/** OpenSSH's own limit of nested includes. */
const maxIncludes = 16;

/** Hosts of an OpenSSH configuration, and what of it could not be used. */
export interface SshConfigContent {
  path: string;
  hosts: SshConfigHost[];
  /** Directives that were passed over, as they stand in the file. */
  skipped: string[];
}

/**
 * Reads an OpenSSH client configuration. `Host *` and other patterns apply as in
 * OpenSSH; the first value wins. `Match` blocks depend on the moment and may run
 * commands, so they are passed over and named in `skipped`; so is an `Include` inside
 * a `Host` block.
 *
 * @param path by default `~/.ssh/config`
 * @throws AppError `file.missing`, `file.unreadable`
 */
export function readSshConfig(path = join(homedir(), '.ssh', 'config')): SshConfigContent {
  const target = expandHome(path);
  const skipped: string[] = [];
  const config = new SSHConfig();
  config.push(...withIncludes(readText(target), skipped, 0));
  const hosts = aliases(config).map((alias) => hostOf(config, alias));
  return { path: target, hosts, skipped };
}

function readText(path: string): string {
  if (!existsSync(path)) throw new AppError('file.missing', { path });
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new AppError('file.unreadable', { path }, { cause: error });
  }
}

function withIncludes(text: string, skipped: string[], depth: number): Line[] {
  return SSHConfig.parse(text).flatMap((line): Line[] => {
    if (line.type !== LineType.DIRECTIVE) return [];
    const name = line.param.toLowerCase();
    if (name === 'match') {
      skipped.push(`Match ${words(line.value).join(' ')}`.trim());
      return [];
    }
    if (name === 'include') {
      return words(line.value).flatMap((pattern) => included(pattern, skipped, depth));
    }
    if ('config' in line) {
      for (const inner of line.config) {
        if (isDirective(inner, 'include'))
          skipped.push(
            `Host ${words(line.value).join(' ')}: Include ${words(inner.value).join(' ')}`,
          );
      }
    }
    return [line];
  });
}

function included(pattern: string, skipped: string[], depth: number): Line[] {
  if (depth >= maxIncludes) {
    skipped.push(`Include ${pattern}`);
    return [];
  }
  const expanded = expandHome(pattern);
  const absolute = isAbsolute(expanded) ? expanded : join(homedir(), '.ssh', expanded);
  return globSync(absolute)
    .sort()
    .flatMap((path) => {
      try {
        return withIncludes(readText(path), skipped, depth + 1);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        skipped.push(`Include ${path}`);
        return [];
      }
    });
}

/** Names that stand in `Host` lines without a wildcard, in order of the file. */
function aliases(config: SSHConfig): string[] {
  const names = config.flatMap((line) =>
    isDirective(line, 'host') ? words(line.value).filter((word) => !/[*?!]/.test(word)) : [],
  );
  return [...new Set(names)];
}

function hostOf(config: SSHConfig, alias: string): SshConfigHost {
  const values = config.compute(alias, { ignoreCase: true, matchExec: false });
  const text = (name: string): string => {
    const value = values[name];
    return (Array.isArray(value) ? value[0] : value) ?? '';
  };
  const host = (text('hostname') || alias).replaceAll('%h', alias).replaceAll('%%', '%');
  const port = Number(text('port') || 22);
  const jump = text('proxyjump');
  return {
    alias,
    host,
    port: Number.isInteger(port) && port > 0 && port < 65536 ? port : 22,
    username: text('user') || userInfo().username,
    identityPath: identity(text('identityfile')),
    proxyJump: jump.toLowerCase() === 'none' ? '' : jump,
  };
}

function identity(path: string): string {
  if (path === '' || path.toLowerCase() === 'none') return '';
  return expandHome(path.replaceAll('%d', homedir()).replaceAll('%u', userInfo().username));
}

function expandHome(path: string): string {
  return /^~(?=[/\\]|$)/.test(path) ? join(homedir(), path.slice(1)) : path;
}

function isDirective(line: Line, name: string): line is Extract<Line, { param: string }> {
  return line.type === LineType.DIRECTIVE && line.param.toLowerCase() === name;
}

function words(value: string | { val: string }[]): string[] {
  return typeof value === 'string'
    ? value.split(/\s+/).filter((word) => word !== '')
    : value.map(({ val }) => val);
}
