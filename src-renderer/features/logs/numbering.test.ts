import { expect, it } from 'vitest';
import type { LogSource, LogView } from '../../../src-main/contract/logs';
import { isRenumbered } from './numbering';

const source = (part: Partial<LogSource> = {}): LogSource => ({
  id: 's',
  place: { kind: 'local', path: '/a.log' },
  name: 'a.log',
  system: '',
  systemId: null,
  environment: '',
  host: '',
  path: '/a.log',
  state: 'fixed',
  owner: null,
  staleSince: null,
  retryAt: null,
  error: null,
  bytes: 100,
  indexed: 1,
  piece: null,
  lines: 10,
  records: 10,
  levels: { fatal: 0, error: 0, warn: 0, info: 10, debug: 0, trace: 0 },
  first: null,
  last: null,
  choices: { encoding: null, format: null, zone: null, clockOffsetMs: null },
  encoding: 'utf-8',
  format: 'log4j',
  formatUnproven: false,
  zone: 'local',
  clockOffsetMs: 0,
  clock: null,
  marks: [],
  commands: [],
  captureId: null,
  ...part,
});
const view = (part: Partial<LogView> = {}): LogView => ({
  id: 'v',
  title: 'a.log',
  generation: 1,
  sources: [source()],
  unit: 'record',
  rows: 10,
  firstRow: 0,
  before: 0,
  after: 0,
  filter: [],
  search: null,
  hits: { rows: 0, lines: 0, done: 1, error: null },
  filtered: 1,
  filterError: null,
    inPlace: null,
  highlights: [],
  ...part,
});

it('keeps the numbers when rows are added or say something else', () => {
  expect(isRenumbered(view(), view({ rows: 20 }))).toBe(false);
  expect(isRenumbered(view(), view({ generation: 2 }))).toBe(false);
  expect(isRenumbered(view(), view({ generation: 2, firstRow: -5, rows: 15 }))).toBe(false);
});

it('sees other numbers with another unit, filter, set of sources or reading', () => {
  const filter = [{ kind: 'level', exclude: false, level: 'warn', andWorse: true }] as const;
  expect(isRenumbered(view(), view({ generation: 2, unit: 'line' }))).toBe(true);
  expect(isRenumbered(view(), view({ generation: 2, filter: [...filter] }))).toBe(true);
  expect(isRenumbered(view(), view({ generation: 2, sources: [] }))).toBe(true);
  expect(
    isRenumbered(view(), view({ generation: 2, sources: [source({ encoding: 'gb18030' })] })),
  ).toBe(true);
});

it('keeps the numbers while a piece grows, and not when it is another one or all is at hand', () => {
  const piece = (from: number, to: number) => [source({ piece: { from, to } })];
  const before = view({ sources: piece(50, 90) });
  expect(isRenumbered(before, view({ generation: 2, sources: piece(10, 100) }))).toBe(false);
  expect(isRenumbered(before, view({ generation: 2, sources: piece(0, 40) }))).toBe(true);
  expect(isRenumbered(before, view({ generation: 2 }))).toBe(true);
});
