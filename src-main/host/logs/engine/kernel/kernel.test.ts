import { expect, it } from 'vitest';
import { assemble, Kernel } from './index';
import type { Forms, Head, Item, ProgramSpec } from './program';

const encode = (text: string): Forms => [Buffer.from(text)];
const literal = (text: string): Item => ({ op: 'literal', forms: encode(text) });
const digits = (field: Extract<Item, { op: 'digits' }>['field'], size: number): Item => ({
  op: 'digits',
  field,
  min: size,
  max: size,
});
const clock: Item[] = [
  digits('hour', 2),
  literal(':'),
  digits('minute', 2),
  literal(':'),
  digits('second', 2),
];
const date: Item[] = [
  digits('year', 4),
  literal('-'),
  digits('month', 2),
  literal('-'),
  digits('day', 2),
];
const fraction: Item = { op: 'optional', items: [{ op: 'fraction' }] };
const level: Item = { op: 'level', table: 0 };
const blanks: Item = { op: 'blanks' };

const words: ProgramSpec['words'] = [
  {
    ignoreCase: true,
    words: [
      { forms: encode('ERROR'), means: 'error' },
      { forms: encode('WARN'), means: 'warn' },
      { forms: encode('WARNING'), means: 'warn' },
      { forms: encode('INFO'), means: 'info' },
      { forms: encode('DETAIL'), means: 'continues' },
      { forms: [Buffer.from('信息'), Buffer.from([0xd0, 0xc5, 0xcf, 0xa2])], means: 'info' },
      { forms: encode('致命错误'), means: 'fatal' },
    ],
  },
];

function program(heads: (Item[] | Head)[], more: Partial<ProgramSpec> = {}) {
  return Kernel.create(
    assemble({
      units: 'bytes',
      gb18030: false,
      heads: heads.map((head) => (Array.isArray(head) ? { items: head } : head)),
      words,
      ignore: [],
      continues: [],
      unmatched: 'continues',
      zone: { minutes: 0 },
      zoneNames: [],
      year: 2026,
      ...more,
    }),
  );
}

const iso = (time: number) => (Number.isNaN(time) ? null : new Date(time).toISOString());

function look(kernel: Kernel, text: string | Buffer) {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  return kernel
    .facts(bytes, 0, null)
    .map((fact) => [
      fact.startsRecord ? 'record' : fact.ignored ? 'ignored' : '',
      iso(fact.time),
      fact.level,
    ]);
}

it('tells records, times and levels', () => {
  const kernel = program([[...date, literal(' '), ...clock, fraction, blanks, level]]);
  const text =
    '2026-03-01 00:00:00,123 ERROR [main] x\n\tat a.b(C.java:1)\r\n2026-03-01 00:00:01.5 warning y\n2026-03-01 00:01:02 致命错误 z';
  expect(look(kernel, text)).toEqual([
    ['record', '2026-03-01T00:00:00.123Z', 'error'],
    ['', null, null],
    ['record', '2026-03-01T00:00:01.500Z', 'warn'],
    ['record', '2026-03-01T00:01:02.000Z', 'fatal'],
  ]);
  const facts = kernel.facts(Buffer.from(text), 1000, null);
  expect(facts[1]).toMatchObject({ offset: 1039, contentEnd: 1056, end: 1058 });
  expect(facts[0]).toMatchObject({ timeFrom: 0, timeTo: 23 });
});
