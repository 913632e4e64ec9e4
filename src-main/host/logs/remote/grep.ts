import type { HostPattern } from './host-pattern';
import { bytesWord } from './paths';

/** What a host's tools can do, found out by trying them. */
export interface GrepDialect {
  /** `grep -b` gives bytes; on AIX and Solaris it gives blocks of 512. */
  byteOffsets: boolean;
  /** `-a`: a zero byte does not make a log binary. */
  text: boolean;
  /** `-m`: stops after so many lines. */
  stops: boolean;
  /** Lines that are found are passed on at once: `--line-buffered`, `stdbuf`. */
  flows: boolean;
  /** `head -c`: Solaris counts lines only. */
  counts: boolean;
  /** Linux tells how far an open file was read. */
  tells: boolean;
  /** `-E` takes bytes beyond ASCII in brackets in the locale C. */
  bytes: boolean;
  /** What awk is called, '' where there is none. */
  awk: string;
  nice: boolean;
  /** `timeout --foreground`, of GNU; elsewhere we stop it ourselves. */
  timeout: boolean;
  /** Programs that unpack. */
  unpackers: readonly string[];
}

/** The question behind {@link readGrepDialect}; every part is an experiment. */
export const grepQuestion = [
  'PATH=/usr/xpg4/bin:$PATH; LC_ALL=C; export PATH LC_ALL',
  `case "$(printf 'ab\\ncd\\n' | grep -b cd)" in 3:cd) echo can=offsets ;; esac`,
  `case "$(printf 'a\\000b\\nab\\n' | grep -ac b)" in 2) echo can=text ;; esac`,
  `case "$(printf 'a\\na\\n' | grep -m 1 a)" in a) echo can=stop ;; esac`,
  `case "$(printf 'a:b\\n' | grep --line-buffered b | stdbuf -oL cut -d: -f1)" in a) echo can=flow ;; esac`,
  `case "$(printf '\\303\\251\\n' | grep -cE "$(printf '^[\\302-\\304][\\251]$')")" in 1) echo can=bytes ;; esac`,
  `for t in awk nawk; do case "$(printf 'ab\\n' | P=b $t '{ if (index($0, ENVIRON["P"])) print length($0) }')" in 2) echo awk=$t; break ;; esac; done`,
  'nice -n 19 true && echo can=nice',
  'test -e /proc/self/fdinfo/0 && echo can=tell',
  `case "$(printf abc | head -c 2)" in ab) echo can=count ;; esac`,
  // Without it, timeout makes a group of its own, which the supervisor would not end.
  'timeout --foreground 5 true && echo can=timeout',
  'for t in gzip zstd xz bzip2 unzip; do command -v $t >/dev/null && echo unpacks=$t; done; true',
].join('\n');

export function readGrepDialect(answer: string): GrepDialect {
  const values = (name: string): string[] =>
    [...answer.matchAll(new RegExp(`^${name}=(\\w+)$`, 'gm'))].map(([, value = '']) => value);
  const can = new Set(values('can'));
  return {
    byteOffsets: can.has('offsets'),
    text: can.has('text'),
    stops: can.has('stop'),
    flows: can.has('flow'),
    counts: can.has('count'),
    tells: can.has('tell'),
    bytes: can.has('bytes'),
    awk: values('awk')[0] ?? '',
    nice: can.has('nice'),
    timeout: can.has('timeout'),
    unpackers: values('unpacks'),
  };
}

const unpackerOf: readonly (readonly [RegExp, string])[] = [
  [/\.t?gz(-\d+)?$/i, 'gzip'],
  [/\.z$/i, 'gzip'],
  [/\.zst$/i, 'zstd'],
  [/\.xz$/i, 'xz'],
  [/\.bz2$/i, 'bzip2'],
  [/\.zip$/i, 'unzip'],
];

/** The program that unpacks a file of this name; null for one that is not packed. */
export function unpackerFor(path: string): string | null {
  return unpackerOf.find(([pattern]) => pattern.test(path))?.[1] ?? null;
}

/** How a file is searched. */
export interface GrepOptions {
  dialect: GrepDialect;
  pattern: HostPattern;
  /** The file as a shell word. */
  file: string;
  unpacker: string | null;
  /** A host that takes longer is not waited for. */
  seconds: number;
}

/** Prints the number of lines that match. */
export function countCommand(options: GrepOptions): string {
  const { dialect, pattern } = options;
  const text = dialect.text ? 'a' : '';
  if (pattern.kind === 'extended')
    return pipeline(options, `grep -c${text}E -e ${bytesWord(pattern.pattern)}`);
  const forms = pattern.forms.map((form) => `-e ${bytesWord(form)}`).join(' ');
  if (!pattern.exact) return pipeline(options, `grep -c${text}F ${forms}`);
  const first = pipeline(options, `grep ${text ? '-aF' : '-F'} ${forms}`);
  return `${first} | grep -c${text}E -e ${bytesWord(pattern.exact)}`;
}

/** Prints `offset:line` of lines that match, each line cut; offsets are bytes. */
export function hitsCommand(options: GrepOptions, most: number, lineBytes: number): string {
  const { dialect, pattern } = options;
  if (!dialect.byteOffsets) return awkCommand(options, most, lineBytes);
  const text = dialect.text ? 'a' : '';
  const stop = dialect.stops ? ` -m ${most}` : '';
  const cut = `cut -b 1-${lineBytes + 20} | head -n ${most}`;
  if (pattern.kind === 'extended')
    return `${pipeline(options, `grep -b${text}E${stop} -e ${bytesWord(pattern.pattern)}`)} | ${cut}`;
  const forms = pattern.forms.map((form) => `-e ${bytesWord(form)}`).join(' ');
  if (!pattern.exact) return `${pipeline(options, `grep -b${text}F${stop} ${forms}`)} | ${cut}`;
  // The offset before the line is ASCII, and a character begins after it.
  const first = pipeline(options, `grep -b${text}F ${forms}`);
  return `${first} | grep -${text}E${stop} -e ${bytesWord(pattern.exact)} | ${cut}`;
}

/** Where grep tells no bytes: awk counts them. Slower, and a zero byte may end a line for it. */
function awkCommand(options: GrepOptions, most: number, lineBytes: number): string {
  const { test, values } = awkTest(options.pattern, 'P');
  const program =
    `{ if (${test}) { printf "%.0f:%s\\n", o, substr($0, 1, ${lineBytes}); ` +
    `if (++n >= ${most}) exit } o += length($0) + 1 }`;
  return pipeline(options, `${options.dialect.awk} '${program}'`, values.join(' '));
}

/** A test of awk for a line, and the settings of the environment it needs. @param name begins their names */
export function awkTest(pattern: HostPattern, name: string): { test: string; values: string[] } {
  if (pattern.kind === 'extended')
    return {
      test: `$0 ~ ENVIRON["${name}"]`,
      values: [`${name}=${bytesWord(pattern.pattern)}`],
    };
  const found = pattern.forms.map((_, index) => `index($0, ENVIRON["${name}${index}"])`);
  const values = pattern.forms.map((form, index) => `${name}${index}=${bytesWord(form)}`);
  const tests = [`(${found.join(' || ')})`];
  if (pattern.exact) {
    tests.push(`$0 ~ ENVIRON["${name}X"]`);
    values.push(`${name}X=${bytesWord(pattern.exact)}`);
  }
  return { test: tests.join(' && '), values };
}

/** What prints the unpacked bytes of a file; `unzip` wants its name, the others read their input. */
export function unpacking(unpacker: string, file: string): string {
  return unpacker === 'unzip' ? `unzip -p ${file}` : `${unpacker} -dc < ${file}`;
}

/** Whether a program has unpacked all there was. @param status of its end */
export function hasUnpacked(unpacker: string, status: number): boolean {
  // A warning, as of bytes behind what is packed, is no failure.
  const warning = unpacker === 'gzip' ? 2 : unpacker === 'unzip' ? 1 : 0;
  return status === 0 || status === warning;
}

/** A command at the lowest priority on a file, unpacked where it is packed. */
function pipeline(options: GrepOptions, command: string, environment = ''): string {
  const { dialect, file, unpacker, seconds } = options;
  const before = [
    ...(dialect.timeout ? [`timeout --foreground ${seconds}`] : []),
    ...(dialect.nice ? ['nice -n 19'] : []),
  ].join(' ');
  const start = before === '' ? '' : `${before} `;
  const set = environment === '' ? '' : `${environment} `;
  return unpacker
    ? `${start}${unpacking(unpacker, file)} | ${set}${start}${command}`
    : `${set}${start}${command} < ${file}`;
}
