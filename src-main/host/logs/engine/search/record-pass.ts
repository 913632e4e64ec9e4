import type { FileHandle } from 'node:fs/promises';
import { AppError } from '../../../../contract/errors';
import { scanPool } from '../index/scan-pool';
import { giveMachineBack, takeMachine } from '../kernel/machines';
import { kernelLevels, lookAhead } from '../kernel/program';
import { asFileError, openPlain } from '../sources/local-file';
import { rulesOf, type FilterTerms } from './filter-terms';
import { PartCutter, type Part, type PassRange } from './record-parts';
import type { RecordScan, SearchedLog } from './record-scan';
import { RecordSieve, sieveBytes, type SieveFound, type SieveRules } from './record-sieve';

/** A record that passes, and the lines it has: [fromLine, toLine). */
export interface EndedRecord {
  record: number;
  fromLine: number;
  toLine: number;
}

/** What was decided next, in the order of the log. */
export interface Decided {
  /** A record that was open at the end of the blocks before. */
  ended: EndedRecord | null;
  /** Some blocks and the records that end in them; null at the end. */
  blocks: { part: Part; found: SieveFound } | null;
  /** The record that is not decided yet because it goes on. */
  open: { record: number; line: number } | null;
}

/** The record to whose end nobody has come. */
interface OpenRecord {
  record: number;
  line: number;
  /** But for its texts. */
  passes: boolean;
  /** The last block that is known to belong to it. */
  block: number;
}

/**
 * Goes through the records of a log that may pass a filter and decides about them, but for
 * conditions on fields: in worker threads where much of a plain file has to be read for it, in
 * short turns elsewhere. Blocks that the index can tell about are not read.
 */
export class RecordPass {
  private readonly log: SearchedLog;
  private readonly terms: FilterTerms;
  private readonly rules: SieveRules;
  private readonly range: PassRange;
  private readonly scan: RecordScan;
  private readonly signal: AbortSignal | undefined;
  private readonly cutter: PartCutter;
  private readonly stop = new Int32Array(new SharedArrayBuffer(4));
  private file: FileHandle | null = null;
  private open: OpenRecord | null = null;

  constructor(
    log: SearchedLog,
    terms: FilterTerms,
    range: PassRange,
    scan: RecordScan,
    signal?: AbortSignal,
  ) {
    this.log = log;
    this.terms = terms;
    this.rules = rulesOf(terms);
    this.range = range;
    this.scan = scan;
    this.signal = signal;
    this.cutter = new PartCutter(log.index, terms, range, scan);
  }

  /** The index went back while it was gone through: the rest is not decided. */
  get isCut(): boolean {
    return this.cutter.isCut;
  }

  /** @throws AppError what the source throws; `wire.cancelled` */
  async *decided(): AsyncGenerator<Decided, void> {
    const { signal, stop, cutter } = this;
    const onAbort = (): void => void Atomics.store(stop, 0, 1);
    signal?.addEventListener('abort', onAbort);
    const running: { parts: Part[]; found: Promise<SieveFound[]> }[] = [];
    try {
      let parts = await cutter.next();
      if (cutter.isLarge) await this.openFile();
      // One more than there are threads, so that none waits for this one.
      const ahead = this.file ? scanPool.most + 1 : 1;
      while (parts || running.length > 0) {
        if (parts && running.length < ahead) {
          const found = this.sieve(parts);
          // Waited for later: until then its failure is nobody's.
          found.catch(() => undefined);
          running.push({ parts, found });
          parts = await cutter.next();
          continue;
        }
        const first = running.shift();
        if (first) yield* this.merge(first.parts, await first.found);
      }
      yield* this.end();
    } finally {
      Atomics.store(stop, 0, 1);
      signal?.removeEventListener('abort', onAbort);
      await Promise.allSettled(running.map(({ found }) => found));
      await this.file?.close();
    }
  }

  /** A handle that threads read the log by; none where another file has its name by now. */
  private async openFile(): Promise<void> {
    const { path, identity } = this.log.source;
    if (path === null) return;
    try {
      const { handle, facts } = await openPlain(path);
      if (facts.identity === identity) this.file = handle;
      else await handle.close();
    } catch (error) {
      // The source may still read it: what cannot be read any more, it says itself.
      if (!(error instanceof AppError)) throw error;
    }
  }

  /** What the parts hold, in their order. */
  private async sieve(parts: readonly Part[]): Promise<SieveFound[]> {
    const inThreads = parts.filter((part) => !part.found && !part.long);
    const answers = (this.file ? await this.sieveThere(this.file, inThreads) : []).values();
    const found: SieveFound[] = [];
    for (const part of parts) {
      const known = part.found ?? (part.long ? undefined : answers.next().value);
      found.push(known ?? (await this.sieveHere(part)));
    }
    return found;
  }

  private async sieveThere({ fd }: FileHandle, parts: readonly Part[]): Promise<SieveFound[]> {
    if (parts.length === 0) return [];
    const { log, rules, stop } = this;
    const reply = await scanPool.run({ fd, program: log.kernel.program, rules, stop, parts });
    if (reply.kind === 'sieved') return reply.found;
    if (reply.kind !== 'failed') throw new AppError('wire.cancelled');
    const cause = Object.assign(new Error(reply.message), { code: reply.code });
    throw reply.code === null ? cause : asFileError(cause, log.source.path ?? '');
  }

  /** On this thread, a little at a time. */
  private async sieveHere(part: Part): Promise<SieveFound> {
    const { log, scan, rules } = this;
    await scan.turn();
    if (part.long) {
      const sieve = new RecordSieve(rules, part);
      for (const { startsRecord, ignored, level, time } of await scan.facts(part.firstBlock)) {
        const kind = startsRecord ? 1 : ignored ? 2 : 0;
        sieve.take(kind, level === null ? 0 : kernelLevels.indexOf(level) + 1, time);
      }
      return sieve.finish();
    }
    const length = part.to - part.from + lookAhead;
    const bytes = await log.source.read(part.from, length, this.signal);
    const machine = takeMachine();
    machine.load(log.kernel.program);
    machine.buffer.set(bytes);
    const found = sieveBytes(machine, bytes.length, rules, part);
    giveMachineBack(machine);
    return found;
  }

  private async *merge(
    parts: readonly Part[],
    founds: readonly SieveFound[],
  ): AsyncGenerator<Decided, void> {
    for (const [at, part] of parts.entries()) {
      const found = founds[at];
      if (!found) return;
      const ended = await this.endBefore(part, found);
      if (found.open) this.open = { ...found.open, block: part.lastBlock };
      yield { ended, blocks: { part, found }, open: this.open };
    }
  }

  /** The record that was open before a part, where it passes and does not go on behind it. */
  private async endBefore(part: Part, { lead }: SieveFound): Promise<EndedRecord | null> {
    const { open } = this;
    if (!open) return null;
    const follows = part.firstBlock === open.block + 1;
    if (follows && lead >= part.lines) {
      open.block = part.lastBlock;
      return null;
    }
    this.open = null;
    return await this.ended(open, follows ? part.firstLine + lead : null);
  }

  /** The last record, which ends with the log as far as it is known, or in a block that was left out. */
  private async *end(): AsyncGenerator<Decided, void> {
    const { open } = this;
    if (!open || this.isCut) return;
    const ended = await this.ended(open, null);
    // Where it seemed to end the index may have gone back meanwhile.
    if (ended && !this.isCut) yield { ended, blocks: null, open: null };
  }

  /** @param toLine null: it has to be looked for */
  private async ended(
    { record, line, passes, block }: OpenRecord,
    toLine: number | null,
  ): Promise<EndedRecord | null> {
    if (!passes || record < this.range.record) return null;
    const to = toLine ?? (await this.scan.endAfter(block)).line;
    const holds = this.terms.texts.every(
      ({ exclude, hits }) => hits.countRange(line, to) > 0 !== exclude,
    );
    return holds ? { record, fromLine: line, toLine: to } : null;
  }
}
