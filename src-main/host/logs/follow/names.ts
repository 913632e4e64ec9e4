import { isGlob } from '../remote/paths';
import { unpackedName } from './packed';
import type { LogHost, Sibling } from './ports';
import { rotatedAfter, rotatedFrom } from './rotated';

/** Which files belong to what is followed, and in which order they were written. */
export interface LogNames {
  /** The file that is written now; null while no file matches a pattern. */
  readonly live: string | null;
  /** The files there are; also finds out which one is live. */
  list(): Promise<Sibling[]>;
  /** What was written after a file, oldest first: rotated files, and newer matches of a pattern. */
  after(all: readonly Sibling[], file: string): Sibling[];
  /** What surely belongs to the log besides the live file, oldest first. */
  from(all: readonly Sibling[]): Sibling[];
}

/** @param file the file that was read last; null in the beginning */
export function namesOf(host: LogHost, path: string, file: string | null): LogNames {
  return isGlob(path) ? new PatternNames(host, path, file) : new PlainNames(host, path);
}

/** A log that keeps its name. */
class PlainNames implements LogNames {
  readonly live: string;
  private readonly host: LogHost;

  constructor(host: LogHost, path: string) {
    this.host = host;
    this.live = path;
  }

  list(): Promise<Sibling[]> {
    return this.host.siblings(this.live);
  }

  after(all: readonly Sibling[], file: string): Sibling[] {
    return rotatedAfter(all, this.live, file);
  }

  from(all: readonly Sibling[]): Sibling[] {
    return rotatedFrom(all, this.live);
  }
}

/**
 * The newest match of a pattern, such as one file a day. In the beginning that is the file written
 * last; from then on only names that count further in the same series follow, so that other logs
 * that match, too, change nothing.
 */
class PatternNames implements LogNames {
  private readonly host: LogHost;
  private readonly pattern: string;
  private file: string | null;

  constructor(host: LogHost, pattern: string, file: string | null) {
    this.host = host;
    this.pattern = pattern;
    this.file = file;
  }

  get live(): string | null {
    return this.file;
  }

  async list(): Promise<Sibling[]> {
    const all = await this.host.matches(this.pattern);
    const packed = await this.host.matches(`${this.pattern}.*`);
    const list = [...all, ...packed.filter(({ path }) => path !== unpackedName(path))];
    const plain = list.filter(({ path }) => path === unpackedName(path));
    if (this.file === null) {
      const newest = plain.toSorted((a, b) => (a.modified ?? 0) - (b.modified ?? 0)).at(-1);
      this.file = newest?.path ?? null;
    } else {
      this.file = this.after(plain, this.file).at(-1)?.path ?? this.file;
    }
    return list;
  }

  after(all: readonly Sibling[], file: string): Sibling[] {
    const names = new Set(all.map(({ path }) => path));
    const own = seriesOf(file);
    return all
      .filter(({ path }) => {
        const plain = unpackedName(path);
        if (seriesOf(path).name !== own.name || (plain !== path && names.has(plain))) return false;
        return compare(seriesOf(path).numbers, own.numbers) > 0;
      })
      .toSorted((a, b) => compare(seriesOf(a.path).numbers, seriesOf(b.path).numbers));
  }

  from(all: readonly Sibling[]): Sibling[] {
    return this.file === null ? [] : this.after(all, this.file);
  }
}

/** A name with every number as `#`, and the numbers. */
function seriesOf(path: string): { name: string; numbers: number[] } {
  const plain = unpackedName(path);
  const numbers = [...plain.matchAll(/\d+/g)].map(([digits]) => Number(digits));
  return { name: plain.replace(/\d+/g, '#'), numbers };
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}
