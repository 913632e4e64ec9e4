import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Kernel } from '../kernel/index';
import { compileFormat } from './compile';
import type { Said } from './problems';
import { readFormat, shapeOf } from './read';
import { factsOf } from './records';
import type { FormatDocument } from './schema';

/** A format as it is used: of the product, or a person's own. */
export interface Format extends FormatDocument {
  origin: 'shipped' | 'user';
  /** Its YAML. */
  text: string;
}

/** A person's text that cannot be used, and why. */
export interface FormatProblem {
  text: string;
  problem: Said;
}

/** Of the lines that are looked at, beginnings of so many characters. */
const sampledCharacters = 2000;
/** A log in which fewer lines begin a record than this share is no log but plain text. */
const leastStarts = 0.03;
/** Lines that belong to a record by their look: indented, closing, or part of a stack. */
const continuing = /^(?:\s|$|[)}\]]|at |Caused by|\.\.\. \d)/;

/** All formats that can be told apart. */
export class FormatSet {
  readonly formats: readonly Format[];
  readonly problems: readonly FormatProblem[];
  private readonly byName: ReadonlyMap<string, Format>;
  private readonly kernels = new Map<string, Kernel>();

  constructor(formats: readonly Format[], problems: readonly FormatProblem[] = []) {
    // A person's own stands in the place of a shipped one of the same name.
    this.byName = new Map(formats.map((format) => [format.name, format]));
    this.formats = [...this.byName.values()];
    this.problems = problems;
  }

  /** The format of a name; null when there is none (any more). */
  get(name: string): Format | null {
    return this.byName.get(name) ?? null;
  }

  /**
   * Tells the format of a log.
   *
   * @param lines some 200 whole lines, most of its head, decoded, without line ends
   */
  vote(lines: readonly string[]): Format {
    const sample = lines.map((line) => line.slice(0, sampledCharacters));
    const plain = this.byName.get('text') ?? this.formats[0];
    if (!plain) throw new Error('no formats are loaded');
    const bytes = Buffer.from(sample.map((line) => line.replaceAll('\n', ' ')).join('\n'));
    let best: { format: Format; score: number; starts: number } | null = null;
    for (const format of this.formats) {
      if (format.name === plain.name) continue;
      const marked = format.marks.some((mark) => sample.some((line) => line.startsWith(mark)));
      if (format.needsMark && !marked) continue;
      const { starts, timed } = this.count(format, bytes);
      if (starts === 0) continue;
      // A time in the line is what makes a log; without one a format must be very sure of itself.
      const score = (starts + timed) * (1 + format.rank / 100) * (marked ? 3 : 1);
      if (!best || score > best.score) best = { format, score, starts };
    }
    const leading = sample.filter((line) => !continuing.test(line)).length;
    return best && best.starts >= leading * leastStarts ? best.format : plain;
  }

  private count(format: Format, bytes: Buffer): { starts: number; timed: number } {
    let kernel = this.kernels.get(format.name);
    if (!kernel) {
      const telling = format.heads.filter(({ weak }) => !weak);
      const options = { encoding: 'utf-8', zone: 'utc', year: 2026 } as const;
      kernel = Kernel.create(compileFormat({ ...format, heads: telling }, options));
      this.kernels.set(format.name, kernel);
    }
    let starts = 0;
    let timed = 0;
    for (const fact of factsOf(kernel, bytes)) {
      if (fact.ignored) continue;
      if (fact.startsRecord) starts += 1;
      // Also lines that the format knows as parts of a record: DETAIL of PostgreSQL.
      if (fact.timeTo > fact.timeFrom) timed += 1;
    }
    return { starts, timed };
  }
}

/**
 * Reads the shipped formats, `packs/<platform>/log-formats/*.yaml`, and a person's own.
 *
 * @param resources folder of the program's resources
 * @param userTexts YAML texts; those that cannot be used are in `problems`
 */
export async function loadFormats(
  resources: string,
  userTexts: readonly string[] = [],
): Promise<FormatSet> {
  const shipped = await Promise.all(
    (await shippedFiles(resources)).map(async (path) => {
      const text = await readFile(path, 'utf8');
      // Shipped ones are checked whole by their test; here only their shape.
      const shaped = shapeOf(text);
      if ('problem' in shaped) throw new Error(`${path}: ${shaped.problem.en}`);
      return { ...shaped.format, origin: 'shipped' as const, text };
    }),
  );
  const problems: FormatProblem[] = [];
  const own = userTexts.flatMap((text): Format[] => {
    const { format, problem } = readFormat(text);
    if (format) return [{ ...format, origin: 'user', text }];
    if (problem) problems.push({ text, problem });
    return [];
  });
  return new FormatSet([...shipped, ...own], problems);
}

/** Paths of the shipped formats, in the order of their names. */
export async function shippedFiles(resources: string): Promise<string[]> {
  const packs = join(resources, 'packs');
  const platforms = (await readdir(packs)).sort();
  const lists = await Promise.all(
    platforms.map(async (platform) => {
      const folder = join(packs, platform, 'log-formats');
      const names = await readdir(folder).catch(() => []);
      return names
        .filter((name) => name.endsWith('.yaml'))
        .sort()
        .map((name) => join(folder, name));
    }),
  );
  return lists.flat();
}
