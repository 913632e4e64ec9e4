import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Evidence } from '../../contract/cases';
import { BlobStore } from '../../kit/blob-store';
import { contentOf, linesOf } from './content';
import { Redactor } from './redaction';

const folder = mkdtempSync(join(tmpdir(), 'fieldbench-content-'));
const key = (): Buffer => randomBytes(32);
const blobs = new BlobStore(folder, { store: key(), files: key(), secrets: key(), names: key() });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('stored rows', () => {
  it('come as many as one answer may hold, and the rest when asked on', () => {
    const wide = 'x'.repeat(3 * 1024 * 1024);
    const lines = Array.from({ length: 5 }, (_, row) => JSON.stringify([String(row), wide]));
    const { sha256, bytes } = blobs.put(Buffer.from(`${lines.join('\n')}\n`));
    const evidence = { sha256, bytes, provenance: { kind: 'result', columns: [] } };
    const rowsFrom = (from: number): unknown[] => {
      const content = contentOf(blobs, evidence as unknown as Evidence, { from, count: 1000 });
      if (content.kind !== 'rows') throw new Error(content.kind);
      expect(content.total).toBe(5);
      return content.rows.map(([first]) => first);
    };
    expect([rowsFrom(0), rowsFrom(3), rowsFrom(5)]).toEqual([['0', '1', '2'], ['3', '4'], []]);
  });
});

describe('the lines of stored evidence', () => {
  it('are those of the text, however they lie across the stored pieces', () => {
    // Three bytes a character, so that pieces of the store end within one.
    const lines = ['错'.repeat(100_000), '', '误'.repeat(300_000), 'last without an end'];
    const { sha256 } = blobs.put(Buffer.from(lines.join('\r\n')));
    expect([...linesOf(blobs, sha256, 'utf-8')]).toEqual(lines);
    const ended = blobs.put(Buffer.from('one\n\ntwo\n'));
    expect([...linesOf(blobs, ended.sha256, 'utf-8')]).toEqual(['one', '', 'two']);
    expect([...linesOf(blobs, blobs.put(Buffer.alloc(0)).sha256, 'utf-8')]).toEqual([]);
  });

  it('of a file without line ends is its beginning, and what follows is found', () => {
    const { sha256 } = blobs.put(Buffer.from(`${'x'.repeat(40 * 1024 * 1024)}\nnext\n`));
    const [long, ...others] = [...linesOf(blobs, sha256, 'utf-8')];
    expect(long?.length).toBeGreaterThan(16 * 1024 * 1024);
    expect(long?.length).toBeLessThan(18 * 1024 * 1024);
    expect(others).toEqual(['next']);
  });
});

it('changes every hit of a rule, however many a line has', () => {
  const rule = { text: '\\d', regex: true, ignoreCase: false, replacement: 'x' };
  const redactor = Redactor.of([rule]);
  expect(redactor.line('7'.repeat(25_000))).toBe('x'.repeat(25_000));
  expect(redactor.hits).toBe(25_000);
});
