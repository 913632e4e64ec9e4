import { Kernel } from '../kernel/index';
import { compileFormat } from './compile';
import { columnsOf, fieldsOf } from './fields';
import { factsOf, recordsOf } from './records';
import type { FormatDocument, FormatSample } from './schema';

/** Runs a format over its own samples. @returns what is not as they say; empty when all is */
export function checkSamples(format: FormatDocument): string[] {
  const program = compileFormat(format, {
    encoding: 'utf-8',
    zone: format.zone === 'local' ? 'utc' : format.zone,
    year: 2026,
  });
  const kernel = Kernel.create(program);
  return format.samples.flatMap((sample, index) =>
    differences(format, sample, kernel).map((text) => `samples.${index}: ${text}`),
  );
}

function differences(format: FormatDocument, sample: FormatSample, kernel: Kernel): string[] {
  const bytes = Buffer.from(sample.text);
  const facts = factsOf(kernel, bytes);
  const records = recordsOf(facts);
  const levels: Record<string, number> = {};
  for (const { level } of records) if (level) levels[level] = (levels[level] ?? 0) + 1;
  const times = records.map(({ time }) => time).filter((time) => !Number.isNaN(time));
  const found: string[] = [];
  const expect = (what: string, is: unknown, should: unknown): void => {
    const [left, right] = [JSON.stringify(is), JSON.stringify(should)];
    if (left !== right) found.push(`${what} is ${left}, should be ${right}`);
  };
  expect('records', records.length, sample.records);
  expect('levels', sorted(levels), sorted(sample.levels));
  expect('first', iso(times[0]), sample.first === undefined ? null : iso(Date.parse(sample.first)));
  if (sample.last !== undefined) expect('last', iso(times.at(-1)), iso(Date.parse(sample.last)));
  const [first] = records;
  if (sample.fields && first) {
    const columns = facts
      .filter(({ ignored }) => ignored)
      .map(({ offset, contentEnd }) => columnsOf(bytes.toString('utf8', offset, contentEnd)))
      .findLast((names) => names !== null);
    const text = bytes.toString('utf8', first.from, first.to).trimEnd();
    const fields = new Map(
      fieldsOf(format, text, columns ?? []).map(({ name, value }) => [name, value]),
    );
    for (const [name, value] of Object.entries(sample.fields))
      expect(`field ${name}`, fields.get(name) ?? null, value);
  }
  return found;
}

function sorted(counts: Record<string, number>): [string, number][] {
  return Object.entries(counts).sort(([left], [right]) => (left < right ? -1 : 1));
}

function iso(time: number | undefined): string | null {
  return time === undefined || Number.isNaN(time) ? null : new Date(time).toISOString();
}
