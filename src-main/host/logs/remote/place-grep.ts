import { AppError } from '../../../contract/errors';
import { awkTest, unpacking, type GrepDialect } from './grep';
import type { HostPattern } from './host-pattern';
import { behindOffset, shownPattern } from './pattern-uses';
import { bytesWord } from './paths';

/** What must hold of a line, or must not. */
export interface PlaceCondition {
  pattern: HostPattern;
  exclude: boolean;
  /** What a person typed. */
  typed: string;
  /** It looks at the begin of the line. */
  startsLine: boolean;
}

/** How one file is gone through for the places of lines. */
export interface PlaceOrder {
  dialect: GrepDialect;
  /** All of them; none: every line. */
  conditions: readonly PlaceCondition[];
  /** The file as a shell word, and where it is open already (`<&5`). */
  file: string;
  input: string;
  unpacker: string | null;
  /** The begin of the line that is looked at first; 0 where it is packed. */
  from: number;
  most: number;
  seconds: number;
}

/** Marks of what the host's commands say of themselves, on the channel for errors. */
export const grepEnded = '@G';
export const unpackerEnded = '@U';

/**
 * Prints offsets of lines, in bytes from where it begins, at most so many: `grep`, or awk where
 * that tells no bytes.
 *
 * @throws Unsayable two conditions look at the begin of the line
 */
export function placesCommand(order: PlaceOrder): string {
  const { dialect, unpacker, file, input, from } = order;
  const nice = dialect.nice ? 'nice -n 19 ' : '';
  const limit = dialect.timeout ? `timeout --foreground ${order.seconds} ` : '';
  const [first, ...rest] = stagesOf(order);
  const source = unpacker
    ? `{ ${nice}${unpacking(unpacker, file).replace(`< ${file}`, input)}; echo "${unpackerEnded}$?" >&2; } | `
    : from > 0
      ? `${nice}tail -c +${from + 1} ${input} | `
      : '';
  const own = source === '' ? ` ${input}` : '';
  const main = `${first?.set}${limit}${nice}${first?.command}${own}`;
  return [
    `${source}{ ${main}; echo "${grepEnded}$?" >&2; }`,
    ...rest.map(({ command }) => `${nice}${command}`),
  ].join(' | ');
}

/** The same as a person would type it. */
export function placesShown(order: PlaceOrder): string {
  const { dialect, unpacker, file, from } = order;
  const conditions = order.conditions.map((one) => ({
    ...one,
    pattern: shownPattern(one.pattern, one.typed),
  }));
  const stages = stagesOf({ ...order, conditions, dialect: { ...dialect, flows: false } });
  const [first = '', ...rest] = stages.map(({ set, command }) => `${set}${command}`);
  const source = unpacker
    ? unpacking(unpacker, file)
    : from > 0
      ? `tail -c +${from + 1} < ${file}`
      : null;
  return [...(source ? [source, first] : [`${first} < ${file}`]), ...rest].join(' | ');
}

/** A command, and settings of the environment before it. */
interface Stage {
  set: string;
  command: string;
}

function stagesOf(order: PlaceOrder): Stage[] {
  return order.dialect.byteOffsets
    ? greps(order).map((command) => ({ set: '', command }))
    : [awk(order)];
}

function greps({ dialect, conditions, most }: PlaceOrder): string[] {
  const text = dialect.text ? 'a' : '';
  const flow = dialect.flows ? ' --line-buffered' : '';
  const stop = dialect.stops ? ` -m ${most}` : '';
  const first =
    conditions.find(({ startsLine }) => startsLine) ??
    conditions.find(({ exclude }) => !exclude) ??
    conditions[0];
  const stages: string[] = [];
  const later = conditions.filter((one) => one !== first);
  if (!first) stages.push(`grep -b${text}${flow} -e ''`);
  else {
    const { pattern, exclude } = first;
    const not = exclude ? 'v' : '';
    if (pattern.kind === 'fixed' && (!pattern.exact || !exclude)) {
      const forms = pattern.forms.map((form) => `-e ${bytesWord(form)}`).join(' ');
      stages.push(`grep -b${text}${not}F${flow} ${forms}`);
      if (pattern.exact) later.unshift(first);
    } else {
      const written = pattern.kind === 'extended' ? pattern.pattern : pattern.exact;
      stages.push(`grep -b${text}${not}E${flow} -e ${bytesWord(written ?? Buffer.alloc(0))}`);
    }
  }
  for (const { pattern, exclude, startsLine } of later) {
    const written = bytesWord(behindOffset(pattern, startsLine));
    stages.push(`grep -${text}${exclude ? 'v' : ''}E${flow} -e ${written}`);
  }
  const last = stages.pop() ?? '';
  const cut = dialect.flows ? 'stdbuf -oL cut -d: -f1' : 'cut -d: -f1';
  return [...stages, last.replace(/^grep -\w+/, `$&${stop}`), cut, `head -n ${most}`];
}

function awk({ dialect, conditions, most }: PlaceOrder): Stage {
  const tests = conditions.map(({ pattern, exclude }, index) => {
    const { test, values } = awkTest(pattern, `P${index}x`);
    return { test: exclude ? `!(${test})` : `(${test})`, values };
  });
  const condition = tests.length === 0 ? '1' : tests.map(({ test }) => test).join(' && ');
  const program = `{ if (${condition}) { printf "%.0f\\n", o; if (++n >= ${most}) exit } o += length($0) + 1 }`;
  const set = tests.flatMap(({ values }) => values.map((value) => `${value} `)).join('');
  return { set, command: `${dialect.awk} '${program}'` };
}

/** @throws AppError `logs.host-cannot-search` where neither tells the places of lines, or what unpacks is not there */
export function checkPlaces(dialect: GrepDialect, unpacker: string | null, host: string): void {
  if (unpacker && !dialect.unpackers.includes(unpacker))
    throw new AppError('logs.host-cannot-unpack', { host, program: unpacker });
  if (!dialect.byteOffsets && dialect.awk === '')
    throw new AppError('logs.host-cannot-search', { host, part: 'grep -b' });
}
