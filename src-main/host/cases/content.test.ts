import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { BlobStore } from '../../kit/blob-store';
import { linesOf } from './content';

const folder = mkdtempSync(join(tmpdir(), 'fieldbench-content-'));
const key = (): Buffer => randomBytes(32);
const blobs = new BlobStore(folder, { store: key(), files: key(), secrets: key(), names: key() });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

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
