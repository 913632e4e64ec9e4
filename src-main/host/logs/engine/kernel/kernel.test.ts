import { expect, it } from 'vitest';
import {
  blanks,
  clock,
  date,
  digits,
  encode,
  fraction,
  level,
  literal,
  look,
  program,
} from '../../../../../test/servers/kernel-programs';
import type { Item } from './program';

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

it('looks at the line again where the minute is the same and the rest is not', () => {
  const kernel = program([
    [...date, literal(' '), ...clock, fraction, blanks, level],
    [...date, literal(' '), ...clock, literal(' ['), { op: 'word' }, literal('] '), level],
  ]);
  expect(
    look(
      kernel,
      '2026-03-01 00:00:01 INFO a\n2026-03-01 00:00:02 nothing\n2026-03-01 00:00:61 INFO\n2026-03-01 00:00:03 [a]b] WARN\n2026-03-01 00:00:04 INFO\n',
    ),
  ).toEqual([
    ['record', '2026-03-01T00:00:01.000Z', 'info'],
    ['', null, null],
    ['', null, null],
    ['record', '2026-03-01T00:00:03.000Z', 'warn'],
    ['record', '2026-03-01T00:00:04.000Z', 'info'],
  ]);
});

it('reads names of months and days, halves of the day, and dates in any order', () => {
  const padded: Item = { op: 'digits', field: 'day', min: 1, max: 2, padded: true };
  const kernel = program([
    [
      { op: 'weekday' },
      blanks,
      { op: 'monthName' },
      blanks,
      padded,
      blanks,
      ...clock,
      blanks,
      digits('year', 4),
      { op: 'end' },
    ],
    [
      { op: 'monthName' },
      literal(' '),
      { op: 'digits', field: 'day', min: 1, max: 2 },
      literal(', '),
      digits('year', 4),
      literal(' '),
      { op: 'digits', field: 'hour', min: 1, max: 2 },
      literal(':'),
      digits('minute', 2),
      literal(':'),
      digits('second', 2),
      literal(' '),
      { op: 'meridiem' },
    ],
    [
      digits('year2', 2),
      digits('month', 2),
      digits('day', 2),
      literal(' '),
      digits('hour', 2),
      digits('minute', 2),
      digits('second', 2),
    ],
    [digits('year', 4), literal('-'), digits('dayOfYear', 3), literal('T'), ...clock],
  ]);
  const times = (text: string | Buffer) => look(kernel, text).map(([, time]) => time);
  expect(
    times(
      'Sun Nov 22 10:11:12 2026\n星期日 十一月  2 10:11:12 2026 \nSun Nov 22 10:11:12 2026 x\nNov 2, 2026 12:24:49 AM\n11月 22, 2026 3:24:49 下午\nSept 2, 2026 12:24:49 p.m.\n081109 203615\n2012-025T10:22:40\n2026-366T10:22:40',
    ),
  ).toEqual([
    '2026-11-22T10:11:12.000Z',
    '2026-11-02T10:11:12.000Z',
    null,
    '2026-11-02T00:24:49.000Z',
    '2026-11-22T15:24:49.000Z',
    '2026-09-02T12:24:49.000Z',
    '2008-11-09T20:36:15.000Z',
    '2012-01-25T10:22:40.000Z',
    '2027-01-01T10:22:40.000Z',
  ]);
  // 11月 22, 2026 3:24:49 下午 in GB18030
  const gb = Buffer.from('3131d4c22032322c203230323620333a32343a343920cfc2cee7', 'hex');
  expect(times(gb)).toEqual(['2026-11-22T15:24:49.000Z']);
});

it('reads zones: offsets, names, and those that stand for the log itself', () => {
  const kernel = program(
    [
      [
        ...date,
        literal('T'),
        ...clock,
        fraction,
        { op: 'optional', items: [blanks] },
        { op: 'zone' },
      ],
    ],
    {
      zone: { minutes: 480 },
      zoneNames: [
        { name: encode('PDT'), minutes: -420 },
        { name: encode('CST'), minutes: 'own' },
      ],
    },
  );
  const hours = (zone: string) =>
    look(kernel, `2026-03-01T12:00:00${zone}`).map(([, time]) => time?.slice(11, 16));
  expect(
    [
      'Z',
      '+08:00',
      '+0800',
      '-3',
      '.5 PDT',
      ' CST',
      ' XYZT',
      'GMT+08:00',
      ' UTC',
      ' Asia/Shanghai',
      ' +25:00',
    ]
      .map(hours)
      .flat(),
  ).toEqual([
    '12:00',
    '04:00',
    '04:00',
    '15:00',
    '19:00',
    '04:00',
    '04:00',
    '04:00',
    '12:00',
    '04:00',
    undefined,
  ]);
});

it('tells an hour that exists twice by the order of the lines', () => {
  // Berlin: back from +2 to +1 on 2026-10-25 01:00 UTC, on to +2 on 2026-03-29 01:00 UTC.
  const zone = {
    before: 60,
    changes: [
      { at: Date.UTC(2026, 2, 29, 1), minutes: 120 },
      { at: Date.UTC(2026, 9, 25, 1), minutes: 60 },
    ],
  };
  const kernel = program([[...date, literal(' '), ...clock]], { zone });
  const times = (texts: string[]) =>
    look(kernel, texts.join('\n')).map(([, time]) => time?.slice(5, 16));
  expect(
    times([
      '2026-03-29 01:59:00',
      '2026-03-29 02:30:00',
      '2026-03-29 03:01:00',
      '2026-10-25 02:10:00',
      '2026-10-25 02:50:00',
      '2026-10-25 02:05:00',
      '2026-10-25 02:55:00',
      '2026-10-25 03:00:00',
    ]),
  ).toEqual([
    '03-29T00:59',
    '03-29T01:30',
    '03-29T01:01',
    '10-25T00:10',
    '10-25T00:50',
    '10-25T01:05',
    '10-25T01:55',
    '10-25T02:00',
  ]);
  const state = {
    utc: Date.UTC(2026, 9, 25, 1, 2),
    local: Date.UTC(2026, 9, 25, 2, 2),
    started: false,
  };
  expect(kernel.facts(Buffer.from('2026-10-25 02:05:00'), 0, state)[0]?.time).toBe(
    Date.UTC(2026, 9, 25, 1, 5),
  );
});

it('takes years and dates that are not stated from the lines before', () => {
  const yearless = program([
    [{ op: 'monthName' }, blanks, { op: 'digits', field: 'day', min: 1, max: 2 }, blanks, ...clock],
  ]);
  expect(
    look(
      yearless,
      'Dec 30 10:00:00\nJan  1 00:00:01\nDec 31 23:59:59\nJan 1 00:00:02\nFeb 2 00:00:00\nNov 2 00:00:00',
    ).map(([, time]) => time?.slice(0, 10)),
  ).toEqual(['2026-12-30', '2027-01-01', '2026-12-31', '2027-01-01', '2027-02-02', '2027-11-02']);
  expect(yearless.program.sequential).toBe(true);
  const dateless = program([clock, { items: [literal('#Date: '), ...date], as: 'ignored' }]);
  expect(
    look(dateless, '10:00:00 a\n#Date: 2026-05-01\n10:00:00\n23:59:00\n00:00:01\n23:59:59'),
  ).toEqual([
    ['record', null, null],
    ['ignored', '2026-05-01T00:00:00.000Z', null],
    ['record', '2026-05-01T10:00:00.000Z', null],
    ['record', '2026-05-01T23:59:00.000Z', null],
    ['record', '2026-05-02T00:00:01.000Z', null],
    ['record', '2026-05-01T23:59:59.000Z', null],
  ]);
});

it('gives a record that states no time the one that was stated last', () => {
  const same: Item = { op: 'sameTime' };
  const kernel = program([
    [literal('# '), ...date, literal(' '), ...clock],
    { items: [literal('User'), same], notAfterStart: true },
  ]);
  const text = 'User a\n# 2026-03-01 10:00:00\nUser a\nx\nUser b\nx\n# 2026-03-01 10:00:01';
  expect(look(kernel, text).filter(([kind]) => kind === 'record')).toEqual([
    ['record', null, null],
    ['record', '2026-03-01T10:00:00.000Z', null],
    ['record', '2026-03-01T10:00:00.000Z', null],
    ['record', '2026-03-01T10:00:01.000Z', null],
  ]);
  expect(kernel.program.sequential).toBe(true);
});

it('finds keys of JSON and logfmt, numbers of levels and times since 1970', () => {
  const ranges = [
    { from: 50, to: 59, level: 'error' as const },
    { from: 30, to: 39, level: 'info' as const },
  ];
  const kernel = program([
    [
      literal('{'),
      { op: 'key', forms: encode('time'), style: 'json' },
      { op: 'digits', field: 'epochMillis', min: 13, max: 13 },
      { op: 'key', forms: encode('level'), style: 'json' },
      { op: 'levelNumber', ranges },
    ],
    [
      literal('{'),
      { op: 'key', forms: encode('ts'), style: 'json' },
      { op: 'digits', field: 'epochSeconds', min: 1, max: 12 },
      fraction,
      { op: 'key', forms: [...encode('lvl'), ...encode('level')], style: 'json' },
      level,
    ],
    [
      { op: 'key', forms: encode('t'), style: 'logfmt' },
      ...date,
      literal('T'),
      ...clock,
      { op: 'key', forms: encode('level'), style: 'logfmt' },
      level,
    ],
  ]);
  expect(
    look(
      kernel,
      '{"level":50,"time" : 1745532517537,"a":{"level":30,"time":1}}\n{"a":{"time":1745532517537},"level":50}\n{"b":[{"level":50},"x\\\\"],"c":"{","time":1745532517537,"level":30}\n{"x":"\\"time\\":1","time":1745532517537,"level":30}\n{"ts":1745532517.25,"level":"WARN"}\nmsg=a level=info t=2026-03-01T00:00:00 \nmsg="b level=error" level=info t=2026-03-01T00:00:00 c="d\nat=1 t="2026-03-01T00:00:00" level="error"',
    ),
  ).toEqual([
    ['record', '2025-04-24T22:08:37.537Z', 'error'],
    // Keys of a payload, and those within a text, say nothing of the record.
    ['', null, null],
    ['record', '2025-04-24T22:08:37.537Z', 'info'],
    ['record', '2025-04-24T22:08:37.537Z', 'info'],
    ['record', '2025-04-24T22:08:37.250Z', 'warn'],
    ['record', '2026-03-01T00:00:00.000Z', 'info'],
    ['record', '2026-03-01T00:00:00.000Z', 'info'],
    ['record', '2026-03-01T00:00:00.000Z', 'error'],
  ]);
});

it('takes level words that stand alone only, the first within reach, or of the next line', () => {
  const within: Item = { op: 'levelWithin', table: 0, limit: 40 };
  const kernel = program([[...clock, within]], { zone: { minutes: 0 } });
  const levels = (text: string) => look(kernel, text).map(([, , found]) => found);
  expect(
    levels(
      '10:00:00 [a] MYERROR INFO ERROR\n10:00:00 INFORMATION\n10:00:00【信息】启动\n10:00:00 信息系统 WARN: x\n10:00:00 信息：启动 ERROR\n10:00:00 ' +
        'x'.repeat(40) +
        ' ERROR',
    ),
  ).toEqual(['info', null, 'info', 'warn', 'info', null]);
  const next = program([[...clock, { op: 'levelWithin', table: 0, limit: 10, lines: 'next' }]]);
  expect(
    look(next, '10:00:00 a ERROR\r\n信息: x\r\n10:00:01 b\nnothing').map(([, , found]) => found),
  ).toEqual(['info', null, null, null]);
  // The worst of all other lines of the record, up to the next one, for either line end.
  const far = [...clock, { op: 'levelWithin', table: 0, limit: 10, lines: 'all' } as const];
  const record = `10:00:00\r\nx\r\n\r\n警告: y\r\nERROR z\r\nINFO\r\n10:00:01\nthere is no ERROR\n${'x'.repeat(5000)}\nERROR\n10:00:02\nERROR`;
  const inUtf16 = Buffer.from(record, 'utf16le');
  for (const [units, bytes] of [
    ['bytes', Buffer.from(record)],
    ['utf-16le', inUtf16],
    ['utf-16be', Buffer.from(inUtf16).swap16()],
  ] as const)
    expect(
      look(program([far], { units }), bytes)
        .filter(([kind]) => kind === 'record')
        .map(([, , found]) => found),
      units,
    ).toEqual(['error', null, 'error']);
  // 信息 in GB18030, and a trail byte that looks like a letter before a word.
  const gb = program([[...clock, within]], { gb18030: true });
  expect(
    look(
      gb,
      Buffer.concat([
        Buffer.from('10:00:00 '),
        Buffer.from([0xd0, 0xc5, 0xcf, 0xa2]),
        Buffer.from(' x\n10:00:00 '),
        Buffer.from([0x95, 0x45, 0x95, 0x5b]),
        Buffer.from('ERROR WARN'),
      ]),
    ).map(([, , found]) => found),
  ).toEqual(['info', 'error']);
});

it('keeps what explains a record with it, and leaves out what is none', () => {
  const kernel = program(
    [
      [...clock, literal(' '), { ...level }],
      { items: [literal('# User')], notAfterStart: true },
      { items: [literal('# Time')] },
    ],
    {
      ignore: [encode('#Fields')],
      continues: [encode('10:00:00 INFO continued')],
    },
  );
  expect(
    look(
      kernel,
      '\ufeff10:00:00 ERROR a\n10:00:00 DETAIL b\n#Fields: x\n10:00:00 INFO continued\n# Time\n# User\nselect\n# User\n',
    ).map(([kind]) => kind),
  ).toEqual(['record', '', 'ignored', '', 'record', '', '', 'record']);
  const plain = program([clock], { unmatched: 'record', continues: [encode(' ')] });
  expect(look(plain, 'a\n b\n\n10:00:00\n').map(([kind]) => kind)).toEqual([
    'record',
    '',
    '',
    'record',
  ]);
});

it('skips to where the rest of a head matches, without going astray in Chinese or without end', () => {
  const head: Item[] = [
    { op: 'skip', limit: 60 },
    literal('['),
    digits('day', 2),
    literal('/'),
    { op: 'monthName' },
    literal('/'),
    digits('year', 4),
    literal(':'),
    ...clock,
    literal(']'),
  ];
  const kernel = program([head]);
  expect(look(kernel, '1.2.3.4 - [a] [22/Nov/2026:15:24:58] x').map(([, time]) => time)).toEqual([
    '2026-11-22T15:24:58.000Z',
  ]);
  const many: Item[] = Array.from({ length: 6 }, (): Item[] => [
    { op: 'skip', limit: 10_000 },
    literal('a'),
  ]).flat();
  const costly = program([[...many, literal('b')]]);
  expect(look(costly, 'a'.repeat(15_000)).length).toBe(1);
});
