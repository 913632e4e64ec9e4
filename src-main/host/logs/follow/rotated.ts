import { unpackedName } from './packed';
import type { Sibling } from './ports';

/** How the name of a rotated file comes from that of its log. */
interface Rotation {
  /** The name with every number as `#`, without the ending of packing: names of one series. */
  series: string;
  numbers: number[];
  /** Sure enough to be taken for a rotated file by its name alone. */
  certain: boolean;
}

/** `.1`, `-20260301`, `.2026-03-01_03.old`, `.old` … */
const addition = /^[-._]?(?:\d[\d\-._T:]*|old|bak|prev|save)$/i;

/**
 * Understands the name of a file beside a log: an addition after the log's name, or between it
 * and its extension (`app.2026-03-01.log`). Null for anything else.
 */
export function rotationOf(path: string, log: string): Rotation | null {
  const name = unpackedName(path);
  const extension = /\.[^./\d]+$/.exec(log)?.[0] ?? '';
  const stem = log.slice(0, log.length - extension.length);
  let added: string | null = null;
  let certain = true;
  if (name !== log && name.startsWith(log)) added = name.slice(log.length);
  else if (extension !== '' && name.startsWith(stem) && name.endsWith(extension)) {
    added = name.slice(stem.length, name.length - extension.length);
    // `app-2.log` may be the log of another instance; a date is none.
    certain = (added.match(/\d/g)?.length ?? 0) >= 6;
  }
  if (added === null || added === '') return null;
  return {
    series: name.replace(/\d+/g, '#'),
    numbers: [...added.matchAll(/\d+/g)].map(([digits]) => Number(digits)),
    certain: certain && addition.test(added),
  };
}

/** Whether a larger number is the newer file: no for logrotate, Log4j 1 and Python, yes for Log4j 2. */
function countsUp(series: readonly { file: Sibling; rotation: Rotation }[]): boolean {
  const plain = series
    .filter(({ file }) => unpackedName(file.path) === file.path && file.modified !== null)
    .toSorted((a, b) => (a.rotation.numbers[0] ?? 0) - (b.rotation.numbers[0] ?? 0));
  const steps = plain
    .slice(1)
    .map(({ file }, index) => (file.modified ?? 0) - (plain[index]?.file.modified ?? 0));
  return steps.length > 0 && steps.every((step) => step > 0);
}

/** The files of a series in the order they were written, oldest first. */
function inOrder(files: readonly Sibling[], log: string): Sibling[] {
  const series = files.flatMap((file) => {
    const rotation = rotationOf(file.path, log);
    return rotation ? [{ file, rotation }] : [];
  });
  // One small number counts files, more or larger ones are dates.
  const counted = series.every(
    ({ rotation: { numbers } }) => numbers.length === 1 && (numbers[0] ?? 0) < 10_000,
  );
  const direction = counted && !countsUp(series) ? -1 : 1;
  const compare = (a: readonly number[], b: readonly number[]): number => {
    const at = a.findIndex((value, index) => value !== b[index]);
    return at < 0 ? a.length - b.length : (a[at] ?? 0) - (b[at] ?? 0);
  };
  return series
    .toSorted((a, b) => direction * compare(a.rotation.numbers, b.rotation.numbers))
    .map(({ file }) => file);
}

/**
 * Files of the same series as `old` that were rotated away after it, oldest first.
 *
 * @param log the log itself, which is not one of them
 */
export function rotatedAfter(all: readonly Sibling[], log: string, old: string): Sibling[] {
  const own = rotationOf(old, log);
  if (!own) return [];
  const ordered = inOrder(withoutTwins(all, log, own.series, old), log);
  const at = ordered.findIndex(({ path }) => path === old);
  return at < 0 ? [] : ordered.slice(at + 1);
}

/** Files that were surely rotated away from a log, series by series, oldest first. */
export function rotatedFrom(all: readonly Sibling[], log: string): Sibling[] {
  const names = new Set(
    all.flatMap(({ path }) => {
      const rotation = rotationOf(path, log);
      return rotation?.certain ? [rotation.series] : [];
    }),
  );
  const newest = (files: readonly Sibling[]): number =>
    Math.max(...files.map(({ modified }) => modified ?? 0));
  return [...names]
    .map((series) => inOrder(withoutTwins(all, log, series), log))
    .toSorted((a, b) => newest(a) - newest(b))
    .flat();
}

/** While a file is being packed it stands there twice; the packed one may be incomplete. */
function withoutTwins(all: readonly Sibling[], log: string, series: string, keep = ''): Sibling[] {
  const names = new Set(all.map(({ path }) => path));
  return all.filter(({ path }) => {
    if (rotationOf(path, log)?.series !== series) return false;
    if (path === keep) return true;
    const plain = unpackedName(path);
    if (plain === unpackedName(keep)) return false;
    return plain === path || !names.has(plain);
  });
}
