import type { LogChoices } from '../../../../contract/logs';
import {
  compileFormat,
  startYear,
  yearsTooLate,
  zoneName,
  type Format,
  type FormatSet,
} from '../formats/index';
import { Kernel } from '../kernel/index';
import type { KernelProgram } from '../kernel/program';
import type { ByteSource } from '../source';
import type { EncodingEvidence, LogEncoding } from '../text/index';
import type { ReaderOptions } from './reader';
import { evidenceOf, readSamples, sampleBytes, sampleLines, type Samples } from './samples';

/** So many parts of a log that seems to be plain ASCII are looked at. */
const piecesBetween = 32;

/** What a log is told by. */
export interface ReadingOptions {
  formats: FormatSet;
}

/** What was found out before anyone decided. */
interface Findings {
  formats: FormatSet;
  samples: Samples;
  evidence: EncodingEvidence;
  changedAt: number | null;
  /** So many years before what the ends of the log tell it begins. */
  yearsBack: number;
}

/** How a log's bytes are read: encoding, format, zone, and the kernel's program for them. */
export class Reading {
  readonly encoding: LogEncoding;
  readonly format: Format;
  readonly zone: string;
  readonly program: KernelProgram;
  readonly kernel: Kernel;
  private readonly findings: Findings;
  /** Its times state no year. */
  private readonly yearless: boolean;

  private constructor(findings: Findings, choices: LogChoices) {
    const { formats, samples, evidence, changedAt, yearsBack } = findings;
    this.findings = findings;
    this.encoding = choices.encoding ?? evidence.encoding;
    const lines = sampleLines(samples, this.encoding);
    const chosen = choices.format === null ? null : formats.get(choices.format);
    this.format = chosen ?? formats.vote(lines.all);
    const zone = choices.zone ?? 'local';
    this.zone = zoneName(zone === 'local' ? this.format.zone : zone);
    const changed = changedAt ?? Date.now();
    const found = startYear(this.format, lines.head, lines.last, changed);
    this.yearless = found !== null;
    const begin = found ?? { year: new Date(changed).getUTCFullYear(), month: 1 };
    const { encoding, format } = this;
    const dates = { year: begin.year - yearsBack, yearBegins: begin.month };
    this.program = compileFormat(format, { encoding, zone, ...dates });
    this.kernel = Kernel.create(this.program);
  }

  /** Reads samples of a log and finds out about it. @throws AppError what the source throws */
  static async of(
    source: ByteSource,
    { formats }: ReadingOptions,
    choices: LogChoices,
    signal?: AbortSignal,
  ): Promise<Reading> {
    const samples = await readSamples(source, signal);
    const changedAt = source.changedAt ?? null;
    const evidence = evidenceOf(samples);
    return new Reading({ formats, samples, evidence, changedAt, yearsBack: 0 }, choices);
  }

  /**
   * The reading of a log whose times state no year, after all of it was read: this one where its
   * years are right.
   *
   * @param last time of its last record, UTC ms; NaN without one
   */
  redated(last: number, changedAt: number, choices: LogChoices): Reading {
    const { findings } = this;
    const years = this.yearless ? yearsTooLate(last, changedAt) : 0;
    // Once: what lies in the future still was said to be there, or the clock was wrong.
    if (years === 0 || findings.yearsBack > 0) return this;
    const other = new Reading({ ...findings, yearsBack: years }, choices);
    return other.equals(this) ? this : other;
  }

  /** There was so much of the log that more of it would hardly tell otherwise. */
  get settled(): boolean {
    return this.findings.samples.head.length >= sampleBytes;
  }

  /** The reading after a decision; this one where it changes nothing. */
  chosen(choices: LogChoices): Reading {
    const other = new Reading(this.findings, choices);
    return other.equals(this) ? this : other;
  }

  /** Whether both make the same of a log. */
  equals(other: Reading): boolean {
    return (
      other.encoding === this.encoding &&
      other.format === this.format &&
      other.program.hash === this.program.hash
    );
  }

  /**
   * Looks between the samples where these were plain ASCII, so that a log whose Chinese lines are
   * few is searched in the right encoding.
   *
   * @returns whether it speaks for another encoding now
   */
  async lookFurther(source: ByteSource, signal: AbortSignal): Promise<boolean> {
    const { evidence } = this.findings;
    for (let piece = 1; piece < piecesBetween && evidence.plain; piece += 1) {
      const at = Math.floor((source.size * piece) / piecesBetween / 2) * 2;
      evidence.add(await source.read(at, sampleBytes, signal));
    }
    return evidence.encoding !== this.encoding;
  }

  /** How rows are made of the log. `onSurprise`: bytes came up that speak for another encoding. */
  readerOptions(source: ByteSource, clockOffsetMs: number, onSurprise: () => void): ReaderOptions {
    const { encoding, kernel, findings } = this;
    const { evidence } = findings;
    const seen = (bytes: Buffer): void => {
      if (!evidence.plain) return;
      evidence.add(bytes);
      if (evidence.encoding !== encoding) onSurprise();
    };
    return { source, encoding, kernel, clockOffsetMs, seen };
  }
}
