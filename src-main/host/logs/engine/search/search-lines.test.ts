import { execFile } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../../../contract/errors';
import { MemorySource } from '../sources/index';
import { LocalSource } from '../sources/local';
import type { ByteSource } from '../source';
import { decodeText, encodeText, type LogEncoding } from '../text/index';
import { Expression } from './expression';
import { ripgrepPath } from './ripgrep';
import { countLines, searchLines } from './search-lines';

const room = mkdtempSync(join(tmpdir(), 'fieldbench-search-'));
afterAll(() => rmSync(room, { recursive: true, force: true }));

const expressions: [text: string, ignoreCase?: boolean][] = [
  ['ORA-00600'],
  ['资源已被占用'],
  ['一'],
  ['sql', true],
  ['ORA-\\d{5}|行锁等待 \\d+'],
  ['^$'],
  ['x*'],
  ['ms$'],
  ['[^a-z]$'],
  ['\\p{Han}{5}'],
  ['\\bpk=1001\\w+\\b'],
  ['.{120}'],
  ['\\x00'],
  ['é'],
  ['(?:a|b|cost)=\\d+ m?s'],
  ['\\B-\\B'],
  ['\\ufffd'],
  ['^.$'],
  ['\\r'],
  ['foo'],
  // What may be any number of any characters is said as bytes, broken ones among them.
  ['ERROR.*ORA|T-.+李|^.*foo.+o'],
  ['[^,]+ms|.*é.*l|\\s+x'],
  ['.+x.+.'],
  ['a.b|foo\\s*$'],
  // What a capital and a small letter are differs by language; ripgrep knows Unicode's.
  ['(?:σίσυφος|straße|istanbul|k ıi)', true],
  ['ΣΊΣΥΦΟΣ|[ŷ-ſ]|\\w𠀀ɑ|[𠀀-𠀃]$', true],
  [''],
];

/** About 400 KB of a log with what logs have, and seldom have. */
function logText(lineBreak: string): string {
  const lines: string[] = [];
  for (let row = 0; row < 3200; row += 1) {
    const time = `2026-03-01 00:${String(row % 60).padStart(2, '0')}:00,${row}`;
    lines.push(
      `${time} INFO  [exec-${row % 7}] trans - 事务 T-${row} 提交 cost=${row} ms user=张伟 pk=1001A${row}`,
    );
    if (row % 50 === 0)
      lines.push(
        `${time} ERROR 物料保存失败 ORA-${10000 + row}`,
        '资源已被占用 WAIT',
        '\tat SQL.x(y)',
        '',
      );
    if (row % 61 === 0) lines.push(`行锁等待 ${row} s`, ' ', 'x', '[', '  foo ');
    if (row % 97 === 0) lines.push('a\u0000b', '李娜 - -', '一', 'é Élan', '“引用”…€');
    if (row % 131 === 0)
      lines.push(
        'Σίσυφοσ ΣΊΣΥΦΟΣ',
        'İstanbul ISTANBUL',
        '\u212a ıi K II',
        'STRASSE STRAẞE',
        '中𠀀ɑ',
        '𠀃',
      );
  }
  return `${lines.join(lineBreak)}${lineBreak}ORA-00600 no end`;
}

/** What was found in a text: it is the same in every encoding. */
const truths = new Map<string, Promise<number[]>>();

function truthOf(text: string, expression: Expression): Promise<number[]> {
  const plain = text.replaceAll('\r\n', '\n');
  const key = `${expression.pattern}\n${plain}`;
  let truth = truths.get(key);
  if (!truth) truths.set(key, (truth = byRipgrep(plain, expression, `${truths.size}.txt`)));
  return truth;
}

/** Numbers of the lines that ripgrep finds in the decoded text, from 0. */
async function byRipgrep(text: string, expression: Expression, name: string): Promise<number[]> {
  const path = join(room, name);
  writeFileSync(path, text);
  const args = [
    '--no-config',
    '-a',
    '-n',
    '--color=never',
    '-E',
    'none',
    '-e',
    expression.pattern,
    path,
  ];
  const output = await new Promise<string>((resolve, reject) =>
    execFile(ripgrepPath() ?? 'rg', args, { maxBuffer: 1 << 28 }, (error, out, err) => {
      if (error && error.code !== 1) reject(new Error(err));
      else resolve(out);
    }),
  );
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Number.parseInt(line, 10) - 1);
}

/** Bytes of a log in an encoding; what that cannot say is left out. */
function bytesOf(text: string, encoding: LogEncoding): Buffer {
  if (encoding !== 'mixed') {
    const [bytes] = encodeText(text, encoding);
    if (bytes) return bytes;
    return Buffer.concat(
      [...text].map((each) => encodeText(each, encoding)[0] ?? Buffer.from('?')),
    );
  }
  const lines = text
    .split('\n')
    .map((line, at) =>
      Buffer.concat([bytesOf(line, at % 3 === 0 ? 'gb18030' : 'utf-8'), Buffer.from('\n')]),
    );
  return Buffer.concat(lines).subarray(0, -1);
}

interface Log {
  name: string;
  encoding: LogEncoding;
  bytes: Buffer;
}

const logs: Log[] = [];
for (const encoding of [
  'utf-8',
  'gb18030',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'mixed',
] as const) {
  logs.push({ name: `${encoding}, LF`, encoding, bytes: bytesOf(logText('\n'), encoding) });
  if (encoding === 'utf-8' || encoding === 'gb18030' || encoding === 'utf-16le')
    logs.push({ name: `${encoding}, CRLF`, encoding, bytes: bytesOf(logText('\r\n'), encoding) });
}
const crlf = bytesOf(logText('\r\n'), 'utf-8');
const plain = bytesOf(logText('\n'), 'utf-8');
const mark = Buffer.from('efbbbf', 'hex');
logs.push(
  {
    name: 'a byte order mark',
    encoding: 'utf-8',
    bytes: Buffer.concat([mark, Buffer.from('foo\n'), plain]),
  },
  {
    name: 'a CR alone',
    encoding: 'utf-8',
    bytes: Buffer.concat([crlf, Buffer.from('\r\nfoo\rbar\r\nms\rx')]),
  },
  {
    name: 'a CRLF late',
    encoding: 'utf-8',
    bytes: Buffer.concat([plain, Buffer.from('\n5 ms\r\n\r\nfoo\r\n')]),
  },
  {
    name: 'broken bytes',
    encoding: 'utf-8',
    bytes: Buffer.concat([
      plain,
      Buffer.from('0afffe66806f6f0ab50a', 'hex'),
      Buffer.from('中文').subarray(0, 5),
    ]),
  },
  {
    name: 'GBK bytes that look like others when read from their middle',
    encoding: 'gb18030',
    // 一 is D2BB: it stands across each two of these characters.
    bytes: Buffer.concat([
      bytesOf(logText('\n'), 'gb18030'),
      Buffer.from('0aa1d2bba10a31d2bb0aa1d2bbd2bb0a', 'hex'),
    ]),
  },
);

async function listed(
  source: ByteSource,
  encoding: LogEncoding,
  expression: Expression,
): Promise<number[]> {
  return [...(await searchLines(source, encoding, expression)).values()];
}

describe.each(logs)('a log with $name', ({ name, encoding, bytes }) => {
  let file: LocalSource;
  const text = decodeText(bytes, encoding);

  beforeAll(async () => {
    const path = join(room, `${name}.log`);
    writeFileSync(path, bytes);
    file = await LocalSource.open(path);
  });
  afterAll(() => file.close());

  it('is searched as ripgrep searches its text', { timeout: 60_000 }, async () => {
    for (const [index, [pattern, ignoreCase = false]] of expressions.entries()) {
      const expression = Expression.of({ text: pattern, regex: true, ignoreCase });
      const truth = await truthOf(text, expression);
      expect(await listed(file, encoding, expression), `${pattern} in the file`).toEqual(truth);
      // Counting goes the same ways.
      if (index % 5 === 0)
        expect(await countLines(file, encoding, expression), pattern).toBe(truth.length);
      // What is fed to ripgrep differs by the kind of expression only: every fourth one will do.
      if (index % 4 !== logs.findIndex((log) => log.name === name) % 4) continue;
      const fed = new MemorySource(bytes);
      expect(await listed(fed, encoding, expression), `${pattern} fed`).toEqual(truth);
    }
  });
});

describe('a search', () => {
  const expression = Expression.of({ text: 'ORA-\\d+|资源|^$', regex: true, ignoreCase: false });
  const big = bytesOf(logText('\r\n').repeat(3), 'utf-8');

  it('finds the same in few bytes, without ripgrep', async () => {
    for (const encoding of ['utf-8', 'gb18030', 'utf-16le', 'mixed'] as const) {
      const bytes = bytesOf(logText('\r\n').slice(0, 60_000), encoding);
      const truth = await truthOf(decodeText(bytes, encoding), expression);
      expect(truth.length).toBeGreaterThan(20);
      expect(await listed(new MemorySource(bytes), encoding, expression)).toEqual(truth);
    }
  });

  it('begins where it is told to and ends there, as a log grows', async () => {
    const all = await listed(new MemorySource(big), 'utf-8', expression);
    const half = big.indexOf('\n', big.length / 2) + 1;
    const line = big.subarray(0, half).toString().split('\n').length - 1;
    const cut = big.indexOf('\n', half + 2000) + 1;
    for (const bytes of [big, big.subarray(0, cut)]) {
      const source = new MemorySource(bytes);
      const from = { offset: half, line };
      const later = await searchLines(source, 'utf-8', expression, { from });
      const earlier = await searchLines(source, 'utf-8', expression, { to: half });
      const lines = bytes.toString().split('\n').length - (bytes === big ? 0 : 1);
      expect([...earlier.values(), ...later.values()]).toEqual(all.filter((each) => each < lines));
    }
  });

  it('goes through lines longer than it holds in memory, in order with others', async () => {
    const long = Buffer.alloc(9_000_000, '中');
    const bytes = Buffer.concat([
      Buffer.from('needle\n'),
      long,
      Buffer.from('needle\r\n'),
      long,
      Buffer.from('\n\nneedle\nneedle'),
      long,
      Buffer.from('end'),
    ]);
    const source = new MemorySource(bytes);
    const find = async (text: string, encoding: LogEncoding = 'utf-8'): Promise<number[]> =>
      await listed(source, encoding, Expression.of({ text, regex: true, ignoreCase: false }));
    expect(await find('needle')).toEqual([0, 1, 4, 5]);
    expect(await find('needle', 'mixed')).toEqual([0, 1, 4, 5]);
    expect(await find('needle$')).toEqual([0, 1, 4]);
    expect(await find('^needle')).toEqual([0, 4, 5]);
    expect(await find('^$')).toEqual([3]);
    expect(await find('中end')).toEqual([5]);
  });

  it('searches what was opened when another file has taken its name', async () => {
    const path = join(room, 'turned.log');
    writeFileSync(path, big);
    const truth = await listed(new MemorySource(big), 'utf-8', expression);
    const file = await LocalSource.open(path);
    renameSync(path, `${path}.1`);
    expect(await listed(file, 'utf-8', expression)).toEqual(truth);
    writeFileSync(path, `${'ORA-1\n'.repeat(200_000)}`);
    expect(await listed(file, 'utf-8', expression)).toEqual(truth);
    expect(await countLines(file, 'utf-8', expression)).toBe(truth.length);
    await file.close();
  });

  it('ends soon when it is cancelled, and takes its process with it', async () => {
    const endless: ByteSource = {
      name: '',
      size: 1e12,
      complete: true,
      path: null,
      identity: null,
      read: async (_from, length) => Buffer.alloc(length, 'line of a log without an end\n'),
      refresh: async () => 'same',
      close: async () => undefined,
    };
    const stop = new AbortController();
    let seen = 0;
    const onProgress = (offset: number): void => {
      seen = offset;
      if (offset > 5_000_000) stop.abort();
    };
    const search = searchLines(endless, 'utf-8', expression, { signal: stop.signal, onProgress });
    await expect(search).rejects.toMatchObject({ code: 'wire.cancelled' });
    expect(seen).toBeGreaterThan(5_000_000);
  });

  it('says why the log could not be read', async () => {
    const file = new MemorySource(big);
    file.read = () => Promise.reject(new AppError('file.unreadable', { path: 'x' }));
    await expect(searchLines(file, 'utf-8', expression)).rejects.toMatchObject({
      code: 'file.unreadable',
    });
  });
});
