import { createHash, randomBytes } from 'node:crypto';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { BlobStore } from './blob-store';
import type { VaultKeys } from './vault';

const keys: VaultKeys = {
  store: randomBytes(32),
  files: randomBytes(32),
  secrets: randomBytes(32),
  names: randomBytes(32),
};
let folder: string;
let store: BlobStore;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'fieldbench-blobs-')), 'blobs');
  store = new BlobStore(folder, keys);
});

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const damaged = expect.objectContaining({ code: 'cases.evidence-damaged' }) as Error;

describe('the store of contents', () => {
  it.each([0, 1, 256 * 1024, 256 * 1024 + 1, 700_001])('keeps %i bytes exactly', (size) => {
    const content = randomBytes(size);
    const blob = store.put(content);
    expect(blob).toEqual({ sha256: sha256(content), bytes: size });
    expect(store.get(blob.sha256).equals(content)).toBe(true);
    expect([store.has(blob.sha256), store.verify(blob.sha256)]).toEqual([true, true]);
  });

  it('keeps equal contents once, under a name that tells nothing', () => {
    const first = store.put(Buffer.from('same'));
    const writer = store.writer();
    for (const letter of 'same') writer.write(Buffer.from(letter));
    expect(writer.finish()).toEqual(first);
    expect(store.files().map(({ name }) => name)).toHaveLength(1);
    expect(store.files()[0]?.name).not.toBe(first.sha256);
    expect(readFileSync(store.files()[0]!.path).includes('same')).toBe(false);
  });

  it('shows nothing of what was not finished', () => {
    const writer = store.writer();
    writer.write(Buffer.from('half'));
    expect(store.files()).toEqual([]);
    writer.abort();
    writer.abort();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('notices every kind of damage, never gives false bytes, and is mended by storing again', () => {
    const content = randomBytes(600_000);
    const { sha256: name } = store.put(content);
    const [file] = store.files();
    const whole = readFileSync(file!.path);
    const flipped = Buffer.from(whole);
    flipped[whole.length - 1]! ^= 128;
    const frame = 4 + 28 + 256 * 1024;
    for (const bytes of [
      flipped,
      whole.subarray(0, 24 + frame),
      whole.subarray(0, 24),
      Buffer.from('x'),
    ]) {
      writeFileSync(file!.path, bytes);
      expect(store.verify(name)).toBe(false);
      expect(() => store.get(name)).toThrowError(damaged);
    }
    truncateSync(file!.path, 0);
    store.put(content);
    expect(store.verify(name)).toBe(true);
    rmSync(file!.path);
    expect([store.has(name), store.verify(name)]).toEqual([false, false]);
    expect(() => store.get(name)).toThrowError(damaged);
  });
});
