import { assemble, Kernel } from '../../src-main/host/logs/engine/kernel/index';
import type {
  Forms,
  Head,
  Item,
  ProgramSpec,
} from '../../src-main/host/logs/engine/kernel/program';

/** Parts of programs for the kernel, and what it makes of lines. */

export const encode = (text: string): Forms => [Buffer.from(text)];
export const literal = (text: string): Item => ({ op: 'literal', forms: encode(text) });
export const digits = (field: Extract<Item, { op: 'digits' }>['field'], size: number): Item => ({
  op: 'digits',
  field,
  min: size,
  max: size,
});
export const clock: Item[] = [
  digits('hour', 2),
  literal(':'),
  digits('minute', 2),
  literal(':'),
  digits('second', 2),
];
export const date: Item[] = [
  digits('year', 4),
  literal('-'),
  digits('month', 2),
  literal('-'),
  digits('day', 2),
];
export const fraction: Item = { op: 'optional', items: [{ op: 'fraction' }] };
export const level: Item = { op: 'level', table: 0 };
export const blanks: Item = { op: 'blanks' };

export const words: ProgramSpec['words'] = [
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

export function program(heads: (Item[] | Head)[], more: Partial<ProgramSpec> = {}) {
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

export const iso = (time: number) => (Number.isNaN(time) ? null : new Date(time).toISOString());

export function look(kernel: Kernel, text: string | Buffer) {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  return kernel
    .facts(bytes, 0, null)
    .map((fact) => [
      fact.startsRecord ? 'record' : fact.ignored ? 'ignored' : '',
      iso(fact.time),
      fact.level,
    ]);
}
