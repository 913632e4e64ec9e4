import { describe, expect, it } from 'vitest';
import {
  base,
  clock,
  dated,
  expected,
  makeLog,
  ofFile,
  ofMemory,
  random,
  reference,
  shapes,
  yearless,
} from '../../../../../test/servers/plain-index';
import { assemble, Kernel } from '../kernel/index';
import { kernelLevels, lookAhead, type KernelState } from '../kernel/program';
import { takesNumber } from '../log-index';
import { MemorySource } from '../sources/index';
import { buildIndex, GrowingIndex, readIndex, writeIndex } from './index';

function shown(index: GrowingIndex) {
  const { bytes, lines, records, strays, newlines, crlf, levels } = index;
  const { first, last, minTime, maxTime, complete } = index;
  const list = Array.from({ length: index.blocks }, (_, at) => index.block(at));
  return {
    bytes,
    lines,
    records,
    strays,
    newlines,
    crlf,
    levels,
    first,
    last,
    minTime,
    maxTime,
    complete,
    list,
  };
}

const programs = { dated, yearless } as const;

describe('the index is the same, however its log is read', () => {
  for (const kind of ['dated', 'yearless'] as const)
    it(`of lines that are ${kind}`, async () => {
      for (let seed = 1; seed <= 8; seed++) {
        const bytes = makeLog(seed, kind, 6000);
        const lines = reference(bytes, kind);
        for (const shape of shapes) {
          const wanted = expected(lines, bytes, shape);
          expect(shown(await ofMemory(bytes, programs[kind], { shape })), `${seed}`).toEqual(
            wanted,
          );
          const threaded = await ofFile(bytes, programs[kind], { shape });
          expect(shown(threaded), `${seed} by threads`).toEqual(wanted);
          const kept = readIndex(Buffer.concat(writeIndex(threaded)));
          expect(kept && shown(kept), `${seed} kept`).toEqual(wanted);
          const extended = new MemorySource(Buffer.alloc(0));
          let index = new GrowingIndex();
          for (let at = 0; at < bytes.length;) {
            const next = Math.min(bytes.length, at + 1 + random(at + seed)(700));
            extended.append(bytes.subarray(at, next));
            at = next;
            index = buildIndex(extended, programs[kind], { encoding: 'utf-8', shape, index });
            await index.done;
          }
          expect(shown(index), `${seed} extended`).toEqual(wanted);
          const all = index.histogram(wanted.minTime, wanted.maxTime + 1, 7);
          const sum = (counts: Uint32Array) => counts.reduce((a, b) => a + b, 0);
          expect(sum(all.total)).toBe(wanted.records);
          expect(sum(all.warn)).toBe(wanted.levels['warn']);
        }
      }
    });
});

it('facts of the lines of any block are those of the whole log', async () => {
  for (const kind of ['dated', 'yearless'] as const) {
    const bytes = makeLog(77, kind, 20_000);
    const shape = shapes[1];
    const index = await ofMemory(bytes, programs[kind], shape ? { shape } : {});
    const kernel = Kernel.create(programs[kind]);
    const facts = Array.from({ length: index.blocks }, (_, at) => {
      const block = index.block(at);
      const end = at + 1 < index.blocks ? index.block(at + 1).offset : bytes.length;
      const state: KernelState | null = index.stateBefore(at);
      return kernel.facts(bytes.subarray(block.offset, end), block.offset, state);
    }).flat();
    const seen = facts.map((fact) => {
      const { offset, end, startsRecord: start, level } = fact;
      const time = start ? fact.time : NaN;
      const number = level === null ? 0 : kernelLevels.indexOf(level) + 1;
      return { offset, end, start, numbered: takesNumber(fact), time, level: number };
    });
    expect(seen).toEqual(
      reference(bytes, kind).map((line) => ({ ...line, time: line.start ? line.time : NaN })),
    );
  }
});

it('takes a level from far down a record, the same however its log is read', async () => {
  const items = [...clock, { op: 'levelWithin', table: 0, limit: 20, lines: 'all' } as const];
  const program = assemble({ ...base, heads: [{ items }] });
  for (const seed of [1, 2]) {
    const below = random(seed);
    const records: string[] = [];
    const levels: (string | null)[] = [];
    for (let record = 0; record < 120; record++) {
      const more = Array.from({ length: below(9) === 0 ? below(120) : below(4) }, () =>
        below(12) === 0 ? (below(2) === 0 ? 'error y' : 'warn z') : 'x'.repeat(below(90)),
      );
      // What stands farther away than is looked ahead does not count.
      const near = more.join('\n').slice(0, lookAhead).split('\n');
      const states = (word: string): boolean => near.some((line) => line.startsWith(`${word} `));
      levels.push(states('error') ? 'error' : states('warn') ? 'warn' : null);
      records.push(['10:00:00', ...more, ''].join('\n'));
    }
    const bytes = Buffer.from(records.join(''));
    const count = (level: string): number => levels.filter((found) => found === level).length;
    const wanted = { error: count('error'), warn: count('warn') };
    for (const shape of shapes) {
      const index = await ofMemory(bytes, program, { shape });
      expect(index.levels, `${seed}`).toMatchObject(wanted);
      expect((await ofFile(bytes, program, { shape })).levels).toMatchObject(wanted);
      const extended = new MemorySource(Buffer.alloc(0));
      let grown = new GrowingIndex();
      for (let at = 0; at < bytes.length;) {
        const next = Math.min(bytes.length, at + 1 + below(15_000));
        extended.append(bytes.subarray(at, next));
        at = next;
        grown = buildIndex(extended, program, { encoding: 'utf-8', shape, index: grown });
        await grown.done;
      }
      expect(shown(grown), `${seed} extended`).toEqual(shown(index));
      const kernel = Kernel.create(program);
      const seen = Array.from({ length: index.blocks }, (_, at) => {
        const { offset } = index.block(at);
        const end = at + 1 < index.blocks ? index.block(at + 1).offset : bytes.length;
        return kernel
          .facts(bytes.subarray(offset, end + lookAhead), offset, null)
          .filter((fact) => fact.offset < end && fact.startsRecord);
      }).flat();
      expect(seen.map(({ level }) => level)).toEqual(levels);
    }
  }
});

it('finds blocks by line, record, offset and time', async () => {
  const bytes = makeLog(9, 'dated', 20_000);
  const index = await ofMemory(bytes, dated, { shape: shapes[1] });
  const lines = reference(bytes, 'dated');
  let record = -1;
  let blocksBefore = 0;
  lines.forEach((line, number) => {
    while (blocksBefore + 1 < index.blocks && index.block(blocksBefore + 1).line <= number)
      blocksBefore++;
    expect(index.blockOfLine(number)).toBe(blocksBefore);
    expect(index.blockOfOffset(line.offset)).toBe(blocksBefore);
    expect(index.blockOfOffset(line.end - 1)).toBe(blocksBefore);
    if (!line.numbered) return;
    record++;
    expect(index.blockOfRecord(record)).toBe(blocksBefore);
    if (!line.start) return;
    const from = index.blockOfTime(line.time);
    expect(from).toBeLessThanOrEqual(blocksBefore);
    const first = lines.find((other) => other.start && other.time >= line.time);
    expect(from).toBe(index.blockOfOffset(first?.offset ?? 0));
  });
  expect(index.blockOfTime(index.maxTime + 1)).toBe(index.blocks);
});
