import { posix } from 'node:path';
import { runCommand, shellQuote, type CommandRunner } from '../ssh/index';

/** A file beside a log: the log itself or one that was rotated away. */
export interface Sibling {
  path: string;
  identity: string;
  size: number;
}

/** A listing of a log folder may be long, but not endless. */
const maxListing = 4 * 1024 * 1024;

/**
 * Files whose names begin as the log's does (without its extension: `app.log` may become
 * `app.log.1`, `app.log-20260301` or `app.2026-03-01.log`).
 */
export async function siblings(runner: CommandRunner, path: string): Promise<Sibling[]> {
  const { dir, name } = posix.parse(path);
  const stem = shellQuote(posix.join(dir, name));
  const command = `LC_ALL=C stat -Lc '%d %i %s %n' -- ${stem}*`;
  const { stdout } = await runCommand(runner, command, maxListing);
  const found: Sibling[] = [];
  for (const line of stdout.toString().split('\n')) {
    const match = /^(\d+) (\d+) (\d+) (.*)$/.exec(line);
    if (!match?.[4]) continue;
    found.push({ path: match[4], identity: `${match[1]}:${match[2]}`, size: Number(match[3]) });
  }
  return found;
}

/**
 * Files that were rotated away after `old`, oldest first, by the two ways of naming: numbers
 * that count up with age (`.1` is the newest), or dates.
 *
 * @param path the log itself, which is not one of them
 */
export function rotatedAfter(all: readonly Sibling[], path: string, old: Sibling): Sibling[] {
  const shape = (name: string): string => name.replace(/\d+/g, '#');
  const rank = (name: string): number[] =>
    [...name.slice(path.length).matchAll(/\d+/g)].map(([digits]) => Number(digits));
  if (!old.path.startsWith(path)) return [];
  const oldRank = rank(old.path);
  const counted = oldRank.length === 1 && (oldRank[0] ?? 0) < 1000;
  const newer = (one: readonly number[], other: readonly number[]): number => {
    const at = one.findIndex((value, index) => value !== other[index]);
    const difference = (one[at] ?? 0) - (other[at] ?? 0);
    return counted ? -difference : difference;
  };
  return all
    .filter(
      (file) =>
        file.path !== path &&
        file.identity !== old.identity &&
        file.path.startsWith(path) &&
        shape(file.path) === shape(old.path) &&
        newer(rank(file.path), oldRank) > 0,
    )
    .toSorted((a, b) => newer(rank(a.path), rank(b.path)));
}
