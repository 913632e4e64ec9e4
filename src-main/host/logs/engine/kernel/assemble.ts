import { createHash } from 'node:crypto';
import { isSequential, looksAhead, segmentOf, walk } from './analyse';
import {
  fields,
  header,
  headerWords,
  maxHeads,
  maxProgramBytes,
  longestWord,
  maxSegments,
  meansContinues,
  ops,
  ownZone,
} from './code';
import { firstBytes } from './first-bytes';
import {
  kernelLevels,
  type Forms,
  type Item,
  type KernelProgram,
  type ProgramSpec,
  type WordTable,
} from './program';

const asKinds = { record: 0, continues: 1, ignored: 2 } as const;

/**
 * Makes the bytes that the kernel runs.
 *
 * @throws RangeError when the specification exceeds what a program can hold (a format's mistake:
 *   over 30 heads, a level word over 48 bytes, an empty text)
 */
export function assemble(spec: ProgramSpec): KernelProgram {
  const out = new Assembler(spec);
  const bytes = out.finish();
  return {
    bytes,
    hash: createHash('sha256').update(bytes).digest('hex').slice(0, 32),
    sequential: isSequential(spec),
  };
}

class Assembler {
  readonly #spec: ProgramSpec;
  readonly #bytes = new Uint8Array(maxProgramBytes);
  readonly #view = new DataView(this.#bytes.buffer);
  readonly #texts = new Map<string, number>();
  readonly #tables: number[];
  #end = headerWords * 4;
  #segments = 0;

  constructor(spec: ProgramSpec) {
    this.#spec = spec;
    if (spec.heads.length > maxHeads) throw new RangeError(`more than ${maxHeads} heads`);
    this.#set(header.units, ['bytes', 'utf-16le', 'utf-16be'].indexOf(spec.units));
    this.#set(header.gb18030, Number(spec.gb18030));
    this.#set(header.unmatched, Number(spec.unmatched === 'record'));
    this.#set(header.year, spec.year);
    this.#set(header.yearBegins, spec.yearBegins ?? 1);
    this.#tables = spec.words.map((table) => this.#wordTable(table));
    this.#set(header.firstBytes, this.#words(...firstBytes(spec)));
    this.#set(header.ignore, this.#formList(spec.ignore.flat()));
    this.#set(header.continues, this.#formList(spec.continues.flat()));
    this.#set(header.zoneNames, this.#zoneNames());
    this.#set(header.zone, this.#zone());
    const heads = spec.heads.map((head) => {
      const address = this.#head(head.items);
      return [address, asKinds[head.as ?? 'record'], Number(head.notAfterStart ?? false)];
    });
    this.#set(header.heads, this.#words(heads.length, ...heads.flat()));
    this.#set(header.nextLine, Number(spec.heads.some((head) => looksAhead(head.items))));
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#end);
  }

  #set(word: number, value: number): void {
    this.#view.setInt32(word * 4, value, true);
  }

  #words(...words: number[]): number {
    const address = this.#end;
    this.#room(words.length * 4);
    words.forEach((word, index) => this.#view.setInt32(address + index * 4, word | 0, true));
    return address;
  }

  #room(length: number, align = 4): void {
    this.#end += length;
    this.#end += (align - (this.#end % align)) % align;
    if (this.#end > maxProgramBytes) throw new RangeError('a format that is too long');
  }

  /** Address and length of a text; the same text stands once. */
  #text(bytes: Uint8Array): [length: number, address: number] {
    if (bytes.length === 0) throw new RangeError('an empty text');
    const key = Buffer.from(bytes).toString('latin1');
    let address = this.#texts.get(key);
    if (address === undefined) {
      address = this.#end;
      this.#room(bytes.length);
      this.#bytes.set(bytes, address);
      this.#texts.set(key, address);
    }
    return [bytes.length, address];
  }

  #formList(forms: Forms): number {
    return this.#words(forms.length, ...forms.map((form) => this.#text(form)).flat());
  }

  #zoneNames(): number {
    const rows = this.#spec.zoneNames
      .flatMap(({ name, minutes }) => name.map((form) => ({ form, minutes })))
      // The longest first: CEST before CES.
      .toSorted((a, b) => b.form.length - a.form.length)
      .map(({ form, minutes }) => [
        ...this.#text(form),
        minutes === 'own' ? ownZone : Math.round(minutes),
      ]);
    return this.#words(rows.length, ...rows.flat());
  }

  #zone(): number {
    const { zone } = this.#spec;
    this.#room(0, 8);
    const changes = 'changes' in zone ? zone.changes : [];
    const address = this.#words('changes' in zone ? zone.before : zone.minutes, changes.length);
    for (const { at, minutes } of changes) {
      this.#view.setBigInt64(this.#end, BigInt(Math.round(at)), true);
      this.#view.setBigInt64(this.#end + 8, BigInt(Math.round(minutes)), true);
      this.#room(16);
    }
    return address;
  }

  /**
   * 256 words: address of the first entry for that byte, or 0; an entry: length, means, address of
   * the next one, unused, then twice (mask, fold, value) of 64 bits: `(text | fold) & mask === value`;
   * then what is beyond 16 bytes, which must be just so.
   */
  #wordTable(table: WordTable): number {
    this.#room(0, 8);
    const address = this.#words(...Array.from({ length: 256 }, () => 0));
    const words = table.words
      .flatMap(({ forms, means }) => forms.map((form) => ({ form, means })))
      // Put before those that stand there already, so the longest end up in front.
      .toSorted((a, b) => a.form.length - b.form.length);
    for (const { form, means } of words) {
      if (form.length > longestWord) throw new RangeError('a level word that is too long');
      const folds = [...form].map((byte) => (table.ignoreCase && isLetter(byte) ? 0x20 : 0));
      const first = form[0] ?? 0;
      for (const byte of new Set([first, folds[0] ? first ^ 0x20 : first])) {
        const slot = address + byte * 4;
        const entry = this.#words(form.length, meaning(means), this.#view.getInt32(slot, true), 0);
        for (let half = 0; half < 16; half += 8) {
          const place = this.#end;
          this.#room(24);
          for (let at = half; at < Math.min(half + 8, form.length); at++) {
            const fold = folds[at] ?? 0;
            this.#bytes[place + (at - half)] = 0xff;
            this.#bytes[place + 8 + (at - half)] = fold;
            this.#bytes[place + 16 + (at - half)] = (form[at] ?? 0) | fold;
          }
        }
        if (form.length > 16) {
          this.#bytes.set(form.subarray(16), this.#end);
          this.#room(form.length - 16, 8);
        }
        this.#view.setInt32(slot, entry, true);
      }
    }
    return address;
  }

  #head(items: readonly Item[]): number {
    // Texts are put down before the code, which must be without gaps.
    walk(items, (item) => {
      if ('forms' in item) for (const form of item.forms) this.#text(form);
    });
    const address = this.#end;
    const [from, to] = segmentOf(items);
    items.forEach((item, index) => {
      if (index === from && to > from && this.#segments < maxSegments) {
        const slot = this.#segments++;
        const jump = this.#op(ops.segment, slot, 0) + 12;
        for (const part of items.slice(from, to)) this.#item(part, undefined);
        this.#op(ops.segmentEnd, slot);
        this.#view.setInt32(jump, this.#end, true);
      }
      if (index < from || index >= to) this.#item(item, items[index + 1]);
    });
    this.#op(ops.accept);
    return address;
  }

  #op(op: number, ...args: number[]): number {
    return this.#words(op, 8 + args.length * 4, ...args);
  }

  #item(item: Item, next: Item | undefined, optional = false): void {
    switch (item.op) {
      case 'literal': {
        const [form] = item.forms;
        if (item.forms.length === 1 && form?.length === 1) this.#op(ops.byte, form[0] ?? 0);
        else this.#op(ops.literal, item.forms.length, ...item.forms.flatMap((f) => this.#text(f)));
        break;
      }
      case 'blanks':
        this.#op(ops.blanks, item.min ?? 1);
        break;
      case 'digits': {
        const field = fields[item.field ?? 'none'];
        if (item.min === 2 && item.max === 2 && !item.padded) this.#op(ops.twoDigits, field);
        else this.#op(ops.digits, field, item.min, item.max, Number(item.padded ?? false));
        break;
      }
      case 'fraction': {
        const text = (item.separators ?? '.,:').slice(0, 3);
        const codes = [...text].map((letter) => letter.charCodeAt(0));
        const first = codes[0] ?? 0x2e;
        const packed = first | ((codes[1] ?? first) << 8) | ((codes[2] ?? first) << 16);
        this.#op(ops.fraction, packed, Number(optional));
        break;
      }
      case 'zone':
        this.#op(ops.zone, Number(item.words ?? true));
        break;
      case 'word':
        this.#op(ops.word, Number(next?.op === 'literal'));
        break;
      case 'skip':
        this.#op(ops.skip, item.limit);
        break;
      case 'key': {
        const forms = item.forms.flatMap((form) => this.#text(form));
        this.#op(ops.key, Number(item.style === 'logfmt'), item.forms.length, ...forms);
        break;
      }
      case 'level':
        this.#op(ops.level, this.#table(item.table), Number(item.alone ?? true));
        break;
      case 'levelWithin': {
        const where = item.lines === 'all' ? 2 : item.lines === 'next' ? 1 : 0;
        this.#op(ops.levelWithin, this.#table(item.table), item.limit, where);
        break;
      }
      case 'levelNumber': {
        const ranges = item.ranges.flatMap((r) => [r.from, r.to, meaning(r.level)]);
        this.#op(ops.levelNumber, item.mask ?? -1, item.ranges.length, ...ranges);
        break;
      }
      case 'setLevel':
        this.#op(ops.setLevel, meaning(item.level ?? 'none'));
        break;
      case 'optional': {
        const [only] = item.items;
        if (only?.op === 'fraction' && item.items.length === 1) {
          this.#item(only, undefined, true);
          break;
        }
        const size = this.#op(ops.optional, 0) + 8;
        const begin = this.#end;
        item.items.forEach((part, index) => this.#item(part, item.items[index + 1]));
        this.#op(ops.accept);
        this.#view.setInt32(size, this.#end - begin, true);
        break;
      }
      case 'monthName':
      case 'weekday':
      case 'meridiem':
      case 'sameTime':
      case 'end':
        this.#op(ops[item.op]);
        break;
    }
  }

  #table(index: number): number {
    const address = this.#tables[index];
    if (address === undefined) throw new RangeError(`no table of words ${index}`);
    return address;
  }
}

function meaning(means: WordTable['words'][number]['means']): number {
  if (means === 'none') return 0;
  return means === 'continues' ? meansContinues : kernelLevels.indexOf(means) + 1;
}

const isLetter = (byte: number) => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
