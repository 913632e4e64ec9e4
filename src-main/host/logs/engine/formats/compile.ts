import { assemble } from '../kernel/assemble';
import type { Forms, KernelProgram } from '../kernel/program';
import { encodeText, type LogEncoding } from '../text/index';
import { wordTables } from './levels';
import { headOf } from './pattern';
import type { FormatDocument } from './schema';
import { zoneNames, zoneOf } from './zones';

/** What of a log decides how its bytes are read, besides the format. */
export interface CompileOptions {
  encoding: LogEncoding;
  /** IANA zone or offset (`+08:00`) of times that state none; `local`: what the format says, else this machine's. */
  zone: string;
  /** Year of the first record of a log whose times state none. */
  year: number;
  /** See `ProgramSpec`. */
  yearBegins?: number;
}

/** The format as the kernel runs it over the bytes of a log. */
export function compileFormat(format: FormatDocument, options: CompileOptions): KernelProgram {
  const { encoding } = options;
  const wide = encoding === 'utf-16le' || encoding === 'utf-16be';
  // UTF-16 lines are narrowed before they are looked at.
  const forms = (text: string): Forms => encodeText(text, wide ? 'utf-8' : encoding);
  const zone = options.zone === 'local' ? format.zone : options.zone;
  return assemble({
    units: wide ? encoding : 'bytes',
    gb18030: encoding === 'gb18030',
    heads: format.heads.flatMap(
      (head) => headOf(head, { forms, levelNumbers: format.levelNumbers }) ?? [],
    ),
    words: wordTables(format.levels, forms),
    ignore: format.ignore.map(forms).filter((found) => found.length > 0),
    continues: format.continues.map(forms).filter((found) => found.length > 0),
    unmatched: format.unmatched,
    zone: zoneOf(zone),
    zoneNames: zoneNames(zone, forms),
    year: options.year,
    ...(options.yearBegins === undefined ? {} : { yearBegins: options.yearBegins }),
  });
}
