import { expect, it } from 'vitest';
import type { LogRecord, LogRow } from '../../../src-main/contract/logs';
import { makeRowLines, markLine, spansFrom, unfoldedLines } from './row-lines';

const words = (key: string, params?: Record<string, unknown>) =>
  params ? `${key} ${JSON.stringify(params)}` : key;
const row: LogRow = {
  row: 4,
  source: 1,
  line: 9,
  offset: 900,
  text: '11:24:32 ERROR saving failed',
  body: 15,
  level: 'error',
  time: new Date('2026-11-20T11:24:32').getTime(),
  startsRecord: true,
  moreLines: 28,
  stack: true,
  fullLength: null,
  spans: [{ from: 9, to: 21, tone: -1 }],
  pin: 'E7',
  bookmark: false,
};

it('moves spans with the text that is shown, and leaves out those before it', () => {
  const spans = [
    { from: 0, to: 5, tone: 0 },
    { from: 9, to: 21, tone: -1 },
  ];
  expect(spansFrom(spans, 15)).toEqual([{ from: 0, to: 6, tone: -1 }]);
  expect(spansFrom(spans, 0)).toBe(spans);
});

it('shows a record in columns, with its folded stack, and the same object for the same row', () => {
  const line = makeRowLines('record', 'clock', words);
  const shown = line(row, false);
  expect(shown).toMatchObject({
    text: 'saving failed',
    time: '11:24:32.000',
    level: 'error',
    lane: 1,
    pin: 'E7',
    fold: 'row.stack {"count":28,"lines":"28"}',
  });
  expect(line(row, false)).toBe(shown);
  expect(line(row, true).fold).toBe('row.unfolded');
});

it('tells where the message begins in what is shown of a record, not of a raw line', () => {
  const text = '11:24:32 ERROR [main] a.B - saving failed';
  const message = { from: 28, leadTo: 25 };
  const shown = makeRowLines('record', 'clock', words)({ ...row, text, message }, false);
  expect(shown.lead).toEqual({ to: 13, tellsTo: 10 });
  expect(shown.text.slice(13)).toBe('saving failed');
  expect(
    makeRowLines('line', 'clock', words)({ ...row, text, message }, false).lead,
  ).toBeUndefined();
});

it('shows a raw line whole, with its number and nothing folded', () => {
  const shown = makeRowLines('line', 'clock', words)(row, false);
  expect(shown).toMatchObject({ text: row.text, number: '10', spans: row.spans });
  expect(shown.fold).toBeUndefined();
});

it('says at the end of an unfolded record how many lines are still folded or not at hand', () => {
  const record = {
    lines: 100,
    text: [
      { text: 'saving failed', kind: 'text' },
      { text: 'Caused by: x', kind: 'cause' },
      { text: '\tat a', kind: 'frame' },
    ],
  } as LogRecord;
  const lines = unfoldedLines(record, { shown: [1], hidden: 1, onlyFrames: true }, 'E7', words);
  expect(lines).toEqual([
    {
      text: 'Caused by: x',
      stack: 'cause',
      pin: 'E7',
      fold: 'row.moreFrames {"count":98,"lines":"98"}',
    },
  ]);
});

it('says how a log rotated in the language of the reader', () => {
  const mark = { line: 3, at: 0, bytes: null } as const;
  const detailOf = (kind: 'rotated' | 'truncated' | 'replaced', detail: string) =>
    markLine({ ...mark, kind, detail }, 'a.log', words).note?.detail;
  expect(detailOf('rotated', 'renamed')).toContain('mark.how.renamed');
  expect(detailOf('truncated', 'truncated')).toBeUndefined();
  expect(detailOf('replaced', '→ /var/log/a.log.1')).toBe('→ /var/log/a.log.1');
});

it('states the size of a gap where it is known', () => {
  const mark = { line: 3, at: 0, detail: '', kind: 'gap' } as const;
  expect(markLine({ ...mark, bytes: 46_400 }, 'a.log', words).text).toContain('mark.gap.known');
  expect(markLine({ ...mark, bytes: 46_400 }, 'a.log', words).text).toContain('45.3 KB');
  expect(markLine({ ...mark, bytes: null }, 'a.log', words)).toMatchObject({
    note: { tone: 'error' },
  });
});
