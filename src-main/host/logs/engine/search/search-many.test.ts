import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { MemorySource, openLocal } from '../sources/index';
import type { ByteSource } from '../source';
import { encodeText } from '../text/index';
import { Expression } from './expression';
import { searchMany, type FoundInLog } from './search-many';

const room = mkdtempSync(join(tmpdir(), 'fieldbench-search-many-'));
afterAll(() => rmSync(room, { recursive: true, force: true }));

const rows = Array.from(
  { length: 20_000 },
  (_, row) => `第 ${row} 行 ${row % 1000 === 7 ? '失败' : ''}`,
);
const text = `${rows.join('\n')}\n`;

function file(name: string, bytes: Buffer | string): () => Promise<ByteSource> {
  writeFileSync(join(room, name), bytes);
  return () => openLocal(join(room, name));
}

async function found(
  logs: Record<string, () => Promise<ByteSource>>,
  words: string,
  signal?: AbortSignal,
): Promise<Record<string, FoundInLog<string>>> {
  const expression = Expression.of({ text: words, regex: true, ignoreCase: false });
  const list = Object.entries(logs).map(([key, open]) => ({ key, open }));
  const all: Record<string, FoundInLog<string>> = {};
  for await (const each of searchMany({ logs: list, expression, hitsPerLog: 3, signal }))
    all[each.key] = each;
  return all;
}

describe('many logs', () => {
  const logs = {
    plain: file('plain.log', text),
    gbk: file('gbk.log', encodeText(text, 'gb18030')[0] ?? ''),
    wide: file('wide.log', encodeText(text, 'utf-16le')[0] ?? ''),
    packed: file('packed.log.gz', gzipSync(text)),
    small: file('small.log', '第 7 行 失败\r\n'),
    missing: () => openLocal(join(room, 'missing.log')),
    memory: () => Promise.resolve(new MemorySource(Buffer.from(text))),
  };

  it('are searched each in its own encoding, the first hits with their places', async () => {
    const all = await found(logs, '失败$');
    for (const [name, { lines, hits, error }] of Object.entries(all)) {
      if (name === 'missing') continue;
      expect(error, name).toBeNull();
      expect(lines, name).toBe(name === 'small' ? 1 : 20);
      expect(
        hits.map(({ line }) => line),
        name,
      ).toEqual(name === 'small' ? [0] : [7, 1007, 2007]);
      expect(hits.at(-1)?.text, name).toBe(name === 'small' ? '第 7 行 失败' : '第 2007 行 失败');
    }
    expect(all.missing).toMatchObject({ lines: null, hits: [], error: { code: 'file.missing' } });
    const before = rows.slice(0, 1007).join('\n');
    expect(all.plain?.hits[1]?.offset).toBe(Buffer.byteLength(before) + 1);
    expect(all.wide?.hits[1]?.offset).toBe(2 * (before.length + 1));
    expect(all.packed?.hits).toEqual(all.plain?.hits);
  });

  it('have nothing, without being read twice', async () => {
    const all = await found(logs, 'no such text');
    expect(all.plain).toMatchObject({ lines: 0, hits: [] });
    expect(all.packed).toMatchObject({ lines: 0, hits: [] });
  });

  it('are left when it is cancelled', async () => {
    const stop = new AbortController();
    stop.abort();
    await expect(found(logs, '失败', stop.signal)).rejects.toMatchObject({
      code: 'wire.cancelled',
    });
  });
});
