import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { clipBytes, decodeText, detectEncoding, encodeText, EncodingEvidence } from './index';
import type { LogEncoding } from './index';

const empty = Buffer.alloc(0);

/** Numbers in [0, limit) that are the same in every run. */
function random(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >>> 8) % limit;
  };
}

const phrases = [
  '物料保存失败',
  '数据库连接超时',
  '严重: 会话已过期',
  '启动',
  '用户张伟登录成功，耗时 35 毫秒',
  '资源已被占用；执行操作时出现 WAIT 超时',
  '凭证审核',
  '系统找不到指定的路径。',
  '錯誤：權限不足',
  '单据号：采购订单【CG-0001】',
  '库存不足',
  '信息',
  '单位喆祺荣获一等奖',
  '堆内存不足，请联系管理员',
];
const english = [
  '2026-11-22 10:11:12,345 INFO  [main] org.example.Service - started in 35 ms',
  '\tat org.apache.catalina.core.StandardContext.start(StandardContext.java:4151)',
  '127.0.0.1 - - [22/Nov/2026:15:24:58 +0000] "GET /ok.jsp HTTP/1.1" 200 8',
  'java.lang.NullPointerException: Cannot invoke "String.length()"',
];

function logText(next: (limit: number) => number, chineseShare: number): string {
  const lines = Array.from({ length: 20 + next(200) }, () =>
    next(1000) < chineseShare * 1000
      ? `${english[next(4)]} ${phrases[next(phrases.length)]}`
      : (english[next(4)] ?? ''),
  );
  // At least one Chinese line, somewhere.
  lines.splice(next(lines.length), 0, `WARN ${phrases[next(phrases.length)]}`);
  return lines.join(next(2) ? '\r\n' : '\n');
}

/** Head, middle and tail as they are cut from a file, at any byte (an even one for the middle). */
function samples(bytes: Buffer, size: number): { head: Buffer; middle: Buffer; tail: Buffer } {
  if (bytes.length <= size) return { head: bytes, middle: empty, tail: empty };
  const middle = Math.floor((bytes.length - size) / 4) * 2;
  return {
    head: bytes.subarray(0, size),
    middle: bytes.subarray(middle, middle + size),
    tail: bytes.subarray(bytes.length - size),
  };
}

describe('finding an encoding', () => {
  it('is right in 99 of 100 logs, mostly-ASCII ones with one Chinese line too', () => {
    const next = random(11);
    const encodings: readonly LogEncoding[] = ['utf-8', 'gb18030', 'utf-16le', 'utf-16be'];
    const wrong: string[] = [];
    const rounds = 1200;
    for (let round = 0; round < rounds; round += 1) {
      const encoding = encodings[round % 4] ?? 'utf-8';
      const share = [0, 0, 0.02, 0.3, 1][next(5)] ?? 0;
      const text = logText(next, share);
      const bytes = iconv.encode(text, encoding);
      const size = share === 0 ? bytes.length : ([bytes.length, 4000, 6001][next(3)] ?? 0);
      const cut = samples(bytes, size);
      const seen = Buffer.concat([cut.head, cut.middle, cut.tail]);
      // What no sample shows nobody can know.
      if (encoding === 'gb18030' && seen.every((byte) => byte < 0x80)) continue;
      const found = detectEncoding(cut);
      if (found !== encoding) wrong.push(`${encoding} read as ${found}: ${text.slice(0, 200)}`);
    }
    expect(wrong.length, wrong.slice(0, 3).join('\n')).toBeLessThanOrEqual(rounds / 100);
  });

  it('knows byte order marks', () => {
    const of = (...bytes: number[]): string =>
      detectEncoding({ head: Buffer.from([...bytes, 0x61, 0]), middle: empty, tail: empty });
    expect(of(0xef, 0xbb, 0xbf)).toBe('utf-8');
    expect(of(0xff, 0xfe)).toBe('utf-16le');
    expect(of(0xfe, 0xff)).toBe('utf-16be');
    expect(of(0x84, 0x31, 0x95, 0x33)).toBe('gb18030');
  });

  it('is not led astray by zeros before a truncated log, broken bytes, or Latin letters', () => {
    const of = (head: Buffer): string => detectEncoding({ head, middle: empty, tail: empty });
    expect(of(Buffer.concat([Buffer.alloc(5001), Buffer.from('plain lines\nand more\n')]))).toBe(
      'utf-8',
    );
    expect(of(Buffer.concat([Buffer.from('启动完成\n中文\n'), Buffer.from([0xff, 0xe4])]))).toBe(
      'utf-8',
    );
    expect(of(Buffer.from('Überlauf in Zürich: Fähigkeit gelöscht\n', 'latin1'))).toBe(
      'windows-1252',
    );
    expect(of(Buffer.from('Straße und Fähre, déjà vu, naïve café\n'))).toBe('utf-8');
    expect(of(Buffer.from('Ошибка соединения с базой данных\n'))).toBe('utf-8');
    expect(of(empty)).toBe('utf-8');
  });

  it('tells a log that two programs write in two encodings', () => {
    const head = Buffer.concat([
      Buffer.from('信息: 启动完成\n'),
      iconv.encode('严重: 数据库连接失败\n', 'gbk'),
      Buffer.from('plain\n'),
    ]);
    expect(detectEncoding({ head, middle: empty, tail: empty })).toBe('mixed');
    expect(decodeText(head, 'mixed')).toBe('信息: 启动完成\n严重: 数据库连接失败\nplain\n');
  });

  it('changes its mind when the first line beyond ASCII comes late', () => {
    const evidence = new EncodingEvidence();
    evidence.addHead(Buffer.from('all plain\n'.repeat(100)));
    expect([evidence.encoding, evidence.plain]).toEqual(['utf-8', true]);
    evidence.add(iconv.encode('plain\n警告: 磁盘空间不足\nplain\n', 'gbk'));
    expect([evidence.encoding, evidence.plain]).toEqual(['gb18030', false]);
  });
});

describe('bytes and text', () => {
  it('are the same there and back, characters of four bytes too', () => {
    const text = 'ORA-00600 内存 𠮷 ㎡ 龘 é';
    for (const encoding of ['utf-8', 'gb18030', 'utf-16le', 'utf-16be'] as const) {
      const [form] = encodeText(text, encoding);
      expect(decodeText(form ?? empty, encoding)).toBe(text);
    }
    expect(encodeText('内存', 'mixed')).toHaveLength(2);
    expect(encodeText('plain', 'mixed')).toHaveLength(1);
    expect(encodeText('内存', 'windows-1252')).toEqual([]);
    expect(encodeText('café €', 'windows-1252')).toEqual([
      Buffer.from([0x63, 0x61, 0x66, 0xe9, 0x20, 0x80]),
    ]);
    expect(encodeText('€', 'gb18030')).toEqual([Buffer.from([0xa2, 0xe3]), Buffer.from([0x80])]);
  });

  it('are never refused: what is no character is replaced', () => {
    const broken = Buffer.from([0x61, 0xff, 0xfe, 0x00, 0xd6, 0x0a, 0xd8]);
    for (const encoding of ['utf-8', 'gb18030', 'utf-16le', 'utf-16be', 'mixed'] as const)
      expect(decodeText(broken, encoding)).toContain('�');
    expect(decodeText(Buffer.from([0xd6, 0xd0, 0x81]), 'mixed')).toBe('中�');
  });

  it('are clipped between characters', () => {
    const text = 'ab中文𠮷x';
    for (const encoding of ['utf-8', 'gb18030', 'utf-16le', 'utf-16be', 'mixed'] as const) {
      const forms = encodeText(text, encoding);
      for (const bytes of forms)
        for (let limit = 0; limit <= bytes.length; limit += 1)
          expect(text.startsWith(decodeText(clipBytes(bytes, limit, encoding), encoding))).toBe(
            true,
          );
    }
  });
});
