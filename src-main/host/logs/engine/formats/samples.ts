import { Kernel } from '../kernel/index';
import { compileFormat } from './compile';
import { columnsOf, fieldsOf } from './fields';
import { factsOf, recordsOf } from './records';
import type { Said } from './problems';
import type { FormatDocument, FormatSample } from './schema';

/** What of a sample is not as it says: its number, which of its keys, and how. */
export interface SampleProblem {
  sample: number;
  key: string;
  said: Said;
}

/** Runs a format over its own samples. @returns what is not as they say; empty when all is */
export function checkSamples(format: FormatDocument): SampleProblem[] {
  const program = compileFormat(format, {
    encoding: 'utf-8',
    zone: format.zone === 'local' ? 'utc' : format.zone,
    year: 2026,
  });
  const kernel = Kernel.create(program);
  return format.samples.flatMap((text, sample) =>
    differences(format, text, kernel).map(([key, said]) => ({ sample, key, said })),
  );
}

function differences(
  format: FormatDocument,
  sample: FormatSample,
  kernel: Kernel,
): [key: string, said: Said][] {
  const bytes = Buffer.from(sample.text);
  const facts = factsOf(kernel, bytes);
  const records = recordsOf(facts);
  const levels: Record<string, number> = {};
  for (const { level } of records) if (level) levels[level] = (levels[level] ?? 0) + 1;
  const times = records.map(({ time }) => time).filter((time) => !Number.isNaN(time));
  const found: [string, Said][] = [];
  const expect = (key: string, is: unknown, should: unknown): void => {
    const [left, right] = [shown(is), shown(should)];
    if (left === right) return;
    const said = {
      zh: `格式从样例中读出的是 ${left}，样例写的是 ${right}。请修改模式，或更正样例。`,
      en: `The format finds ${left} in the sample, which says ${right}. Change the pattern, or correct the sample.`,
    };
    found.push([key, said]);
  };
  expect('records', records.length, sample.records);
  expect('levels', levels, sample.levels);
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
      expect(`fields.${name}`, fields.get(name) ?? null, value);
  }
  return found;
}

/** In words that are the same when the values are. */
function shown(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return `{ ${entries.map(([key, count]) => `${key}: ${String(count)}`).join(', ')} }`;
}

function iso(time: number | undefined): string | null {
  return time === undefined || Number.isNaN(time) ? null : new Date(time).toISOString();
}
