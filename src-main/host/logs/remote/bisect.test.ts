import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileFormat, loadFormats } from '../engine/formats/index';
import { MemorySource } from '../engine/index';
import { Kernel } from '../engine/kernel/index';
import { bracketTime, findTime, type TimePlace } from './index';

const resources = join(import.meta.dirname, '..', '..', '..', '..', 'resources');
const midnight = Date.UTC(2026, 10, 22);

let kernel: Kernel;
beforeAll(async () => {
  const format = (await loadFormats(resources)).get('log4j');
  if (!format) throw new Error('no format log4j');
  kernel = Kernel.create(compileFormat(format, { encoding: 'utf-8', zone: 'UTC', year: 2026 }));
});

function line(second: number, text = 'INFO something happened in the background'): string {
  const stamp = new Date(midnight + second * 1000).toISOString();
  return `${stamp.slice(0, 10)} ${stamp.slice(11, 19)},000 ${text}\n`;
}

/** Counts reads, as round trips do. */
class Counted extends MemorySource {
  reads = 0;
  override read(from: number, length: number): Promise<Buffer> {
    this.reads += 1;
    return super.read(from, length);
  }

  readMany(spans: readonly { from: number; length: number }[]): Promise<Buffer[]> {
    this.reads += 1;
    return Promise.all(spans.map(({ from, length }) => super.read(from, length)));
  }
}

describe.each(['halving', 'sampling'])('a time in a log, by %s', (how) => {
  async function find(log: Buffer, second: number): Promise<TimePlace & { reads: number }> {
    const source = new Counted(log);
    const time = midnight + second * 1000;
    const reading = { kernel, encoding: 'utf-8' } as const;
    const within = how === 'sampling' ? await bracketTime(source, reading, time) : undefined;
    const place = await findTime({ source, kernel, time, ...(within ? { within } : {}) });
    return { ...place, reads: source.reads };
  }

  it('is found at its first record, in few reads', async () => {
    const lines = Array.from({ length: 400_000 }, (_, index) => line(Math.floor(index / 10)));
    const log = Buffer.from(lines.join(''));
    const length = lines[0]?.length ?? 0;
    for (const second of [0, 1, 777, 20_000, 39_998, 39_999]) {
      const place = await find(log, second);
      expect([second, place.offset]).toEqual([second, second * 10 * length]);
      expect(place.time).toBe(midnight + second * 1000);
      expect(place.reads).toBeLessThan(how === 'sampling' ? 8 : 20);
    }
    expect((await find(log, -5)).offset).toBe(0);
    expect(await find(log, 50_000)).toMatchObject({ offset: log.length, time: null });
  });

  it('is found between records, behind long stretches without times, and in a short log', async () => {
    const stack = `\tat com.example.Frame.call(Frame.java:1)\n`.repeat(40_000);
    const log = Buffer.from(
      `${line(0)}${stack}${line(100)}${stack}${line(200)}${line(300)}${stack}`,
    );
    const text = log.toString('latin1');
    for (const [second, wanted] of [
      [0, 0],
      [1, 100],
      [100, 100],
      [150, 200],
      [300, 300],
    ] as const)
      expect([second, (await find(log, second)).offset]).toEqual([
        second,
        text.indexOf(line(wanted).trimEnd()),
      ]);
    expect((await find(log, 301)).time).toBe(null);
    expect(await find(Buffer.from(line(5)), 3)).toMatchObject({ offset: 0 });
    expect(await find(Buffer.alloc(0), 3)).toMatchObject({ offset: 0, time: null });
    expect(await find(Buffer.from('no times\n'.repeat(100_000)), 3)).toMatchObject({ time: null });
    expect((await find(Buffer.alloc(5_000_000, 'x'), 3)).reads).toBeLessThan(60);
  });

  it('is found in UTF-16, also where a character has the byte of a line feed', async () => {
    const text = Array.from({ length: 9000 }, (_, index) => line(index, 'INFO 上传 \u0a0a')).join(
      '',
    );
    const log = Buffer.from(text, 'utf16le');
    const format = (await loadFormats(resources)).get('log4j');
    if (!format) throw new Error('no format log4j');
    const options = { encoding: 'utf-16le', zone: 'UTC', year: 2026 } as const;
    const wide = Kernel.create(compileFormat(format, options));
    for (const second of [0, 1234, 8999]) {
      const { offset } = await findTime({
        source: new MemorySource(log),
        kernel: wide,
        encoding: 'utf-16le',
        time: midnight + second * 1000,
      });
      expect(offset).toBe(text.indexOf(line(second).slice(0, 19)) * 2);
    }
  });

  it('is found also where the clock was set back: the record before is earlier', async () => {
    const seconds = Array.from({ length: 60_000 }, (_, index) =>
      index < 40_000 ? index : index - 10_000,
    );
    const log = Buffer.from(seconds.map((second) => line(second)).join(''));
    const length = line(0).length;
    for (const second of [5000, 29_999, 35_000, 39_999, 45_000]) {
      const { offset, time } = await find(log, second);
      const index = offset / length;
      expect(time).toBeGreaterThanOrEqual(midnight + second * 1000);
      expect(seconds[index - 1]).toBeLessThan(second);
    }
  });
});
