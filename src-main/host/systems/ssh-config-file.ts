import { existsSync, globSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import SSHConfig, { LineType, type Line } from 'ssh-config';
import { AppError } from '../../contract/errors';

/** OpenSSH's own limit of nested includes. */
const maxIncludes = 16;

/** A directive of a configuration with the `Host` blocks that it stands in. */
export interface SshConfigRule {
  /** Patterns of each block around it, outermost first; all must match. */
  blocks: readonly (readonly string[])[];
  /** In lower case. */
  keyword: string;
  words: readonly string[];
}

/** An OpenSSH client configuration with its includes, before it is applied to a host. */
export interface SshConfigFile {
  path: string;
  rules: SshConfigRule[];
  /** Names that stand in `Host` lines without a wildcard, in order of the file. */
  aliases: string[];
  /** Directives that were passed over, as they stand in the file. */
  skipped: string[];
}

/**
 * Reads a configuration and what it includes. `Match` blocks depend on the moment and may run
 * commands, so they are passed over and named in `skipped`.
 *
 * @param path by default `~/.ssh/config`
 * @throws AppError `file.missing`, `file.unreadable`
 */
export function readSshConfigFile(path = join(homedir(), '.ssh', 'config')): SshConfigFile {
  const file: SshConfigFile = { path: expandHome(path), rules: [], aliases: [], skipped: [] };
  take(file, readText(file.path), [], 0);
  file.aliases = [...new Set(file.aliases)];
  return file;
}

function take(file: SshConfigFile, text: string, blocks: string[][], depth: number): void {
  const visit = (lines: readonly Line[], around: string[][]): void => {
    for (const line of lines) {
      if (line.type !== LineType.DIRECTIVE) continue;
      const keyword = line.param.toLowerCase();
      const words = wordsOf(line.value);
      if (keyword === 'match') file.skipped.push(`Match ${words.join(' ')}`.trim());
      else if (keyword === 'include')
        for (const pattern of words) include(file, pattern, around, depth);
      else if (keyword === 'host') {
        file.aliases.push(...words.filter((word) => !/[*?!]/.test(word)));
        if ('config' in line) visit(line.config, [...around, words]);
      } else file.rules.push({ blocks: around, keyword, words });
    }
  };
  visit(SSHConfig.parse(text), blocks);
}

function include(file: SshConfigFile, pattern: string, blocks: string[][], depth: number): void {
  if (depth >= maxIncludes) {
    file.skipped.push(`Include ${pattern}`);
    return;
  }
  const expanded = expandHome(pattern);
  const absolute = isAbsolute(expanded) ? expanded : join(homedir(), '.ssh', expanded);
  for (const path of globSync(absolute).sort()) {
    try {
      take(file, readText(path), blocks, depth + 1);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      file.skipped.push(`Include ${path}`);
    }
  }
}

function readText(path: string): string {
  if (!existsSync(path)) throw new AppError('file.missing', { path });
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new AppError('file.unreadable', { path }, { cause: error });
  }
}

function wordsOf(value: string | { val: string }[]): string[] {
  return typeof value === 'string'
    ? value.split(/\s+/).filter((word) => word !== '')
    : value.map(({ val }) => val);
}

/** What a configuration says to one host: the first value of each keyword wins (ssh_config(5)). */
export function valuesFor(file: SshConfigFile, alias: string): Map<string, readonly string[]> {
  const values = new Map<string, readonly string[]>();
  for (const { blocks, keyword, words } of file.rules) {
    if (values.has(keyword) || !blocks.every((patterns) => matches(alias, patterns))) continue;
    // The two exclude each other: whichever stands first counts.
    if (keyword === 'proxyjump' && values.has('proxycommand')) continue;
    if (keyword === 'proxycommand' && values.has('proxyjump')) continue;
    values.set(keyword, words);
  }
  return values;
}

/** ssh_config(5), PATTERNS: a negated one that matches excludes, whatever else does. */
function matches(alias: string, patterns: readonly string[]): boolean {
  let matched = false;
  for (const pattern of patterns) {
    const negated = pattern.startsWith('!');
    if (!globMatches(alias, negated ? pattern.slice(1) : pattern)) continue;
    if (negated) return false;
    matched = true;
  }
  return matched;
}

function globMatches(text: string, pattern: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`, 'i').test(text);
}

/** A path with `~` for this user's home folder written out. */
export function expandHome(path: string): string {
  return /^~(?=[/\\]|$)/.test(path) ? join(homedir(), path.slice(1)) : path;
}
