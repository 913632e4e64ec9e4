import { expect, it } from 'vitest';
import { unfoldRecord, type RecordLine } from './fold-record';

const line = (text: string): RecordLine => ({
  text,
  kind: text.startsWith('Caused by')
    ? 'cause'
    : text.startsWith('\tat nc.')
      ? 'frameOwn'
      : text.startsWith('\tat')
        ? 'frame'
        : 'text',
});
const record = (...texts: string[]) => texts.map(line);
const frames = (count: number, name = 'org.apache') =>
  Array.from({ length: count }, (_, index) => `\tat ${name}.F.f(${index})`);

it('shows a short record whole', () => {
  expect(unfoldRecord(record('first', 'second'), false)).toEqual({
    shown: [1],
    hidden: 0,
    onlyFrames: false,
  });
  expect(unfoldRecord(record('only'), false).shown).toEqual([]);
});

it('shows what happened, why, and own frames before those of frameworks', () => {
  const lines = record(
    'save failed',
    'java.lang.IllegalStateException: no',
    ...frames(10),
    'Caused by: java.sql.SQLException: ORA-30006',
    ...frames(2),
    ...frames(5, 'nc.bs'),
    ...frames(20),
  );
  const { shown, hidden, onlyFrames } = unfoldRecord(lines, false);
  expect(shown.map((index) => lines[index]?.text)).toEqual([
    'java.lang.IllegalStateException: no',
    'Caused by: java.sql.SQLException: ORA-30006',
    '\tat nc.bs.F.f(0)',
    '\tat nc.bs.F.f(1)',
    '\tat nc.bs.F.f(2)',
  ]);
  expect(hidden).toBe(lines.length - 1 - 5);
  expect(onlyFrames).toBe(false);
});

it('shows the first frames where none is its own, and says when only frames are left', () => {
  const { shown, onlyFrames } = unfoldRecord(record('failed', ...frames(30)), false);
  expect(shown).toEqual([1, 2, 3]);
  expect(onlyFrames).toBe(true);
});

it('shows every line when asked', () => {
  expect(unfoldRecord(record('failed', ...frames(30)), true).shown).toHaveLength(30);
});

it('shows lines that hold what is searched for, wherever they stand', () => {
  const lines = record('save failed', 'java.lang.IllegalStateException: no', ...frames(30));
  const hit = { ...line('\tat org.apache.F.lock(20)'), spans: [{ from: 4, to: 10, tone: -1 }] };
  lines[20] = hit;
  lines[21] = { ...hit, spans: [{ from: 4, to: 10, tone: 2 }] };
  const { shown } = unfoldRecord(lines, false);
  expect(shown).toContain(20);
  expect(shown).not.toContain(21);
});
