import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { SealedFile } from './sealed-file';

const key = randomBytes(32);
let path: string;
beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'fieldbench-sealed-')), 'file');
});

function write(...frames: string[]): void {
  const file = SealedFile.create(path, key);
  for (const frame of frames) file.append(Buffer.from(frame));
  file.flush();
  file.close();
}

function read(): string[] {
  const file = SealedFile.open(path, key);
  const frames = Array.from({ length: file.frames }, (_, index) => file.read(index).toString());
  file.close();
  return frames;
}

describe('a sealed file', () => {
  it('gives back its frames in any order, while it is written and after', () => {
    const file = SealedFile.create(path, key);
    expect(file.append(Buffer.from('one'))).toBe(0);
    expect(file.append(Buffer.alloc(0))).toBe(1);
    expect(file.append(Buffer.from('three'))).toBe(2);
    expect([file.read(2), file.read(0), file.read(1)].map(String)).toEqual(['three', 'one', '']);
    expect([0, 1, 2].map((index) => file.frameLength(index))).toEqual([3, 0, 5]);
    expect(() => file.read(3)).toThrow(RangeError);
    expect(file.bytes).toBe(statSync(path).size);
    file.close();
    expect(read()).toEqual(['one', '', 'three']);
  });

  it('takes a frame without holding the thread: it is there when it is written, whoever closes the file', async () => {
    const file = SealedFile.create(path, key);
    const large = randomBytes(3_000_000);
    const written = file.appendSoon(large);
    expect(file.frames).toBe(0);
    expect(() => file.append(Buffer.from('between'))).toThrow('one after the other');
    expect(await written).toBe(0);
    expect(file.read(0)).toEqual(large);
    const last = file.appendSoon(Buffer.from('last'));
    file.close();
    expect(await last).toBe(1);
    expect(read()).toEqual([large.toString(), 'last']);
  });

  it('can be appended to later', () => {
    write('a');
    const file = SealedFile.open(path, key, 'append');
    file.append(Buffer.from('b'));
    file.close();
    expect(read()).toEqual(['a', 'b']);
  });

  it('is read by one who opened it before, as it grows, and cut back where that is asked for', async () => {
    const file = SealedFile.create(path, key);
    file.append(Buffer.from('a'));
    await file.flushSoon();
    const reader = SealedFile.open(path, key);
    file.append(Buffer.from('b'));
    file.append(Buffer.from('c'));
    reader.catchUp();
    expect([reader.frames, String(reader.read(2))]).toEqual([3, 'c']);
    reader.close();
    file.cutTo(1);
    file.append(Buffer.from('d'));
    file.close();
    expect(read()).toEqual(['a', 'd']);
  });

  it('shows nothing of what is in it and is never written over', () => {
    write('MARKER');
    expect(readFileSync(path).includes('MARKER')).toBe(false);
    expect(() => SealedFile.create(path, key)).toThrow();
    expect(read()).toEqual(['MARKER']);
  });

  it('drops a last frame that a crash cut short, wherever, and goes on from there', () => {
    write('first', 'second');
    const whole = readFileSync(path);
    const firstEnd = whole.length - (4 + 28 + 'second'.length);
    for (let size = firstEnd; size < whole.length; size++) {
      writeFileSync(path, whole);
      truncateSync(path, size);
      expect(read()).toEqual(['first']);
    }
    const file = SealedFile.open(path, key, 'append');
    file.append(Buffer.from('again'));
    file.close();
    expect(read()).toEqual(['first', 'again']);
  });

  it('refuses a changed frame, a frame moved to another place or file, another key, another file', () => {
    write('same length', 'same-length');
    const whole = readFileSync(path);
    const frame = 4 + 28 + 'same length'.length;
    const start = whole.length - 2 * frame;
    const swapped = Buffer.concat([
      whole.subarray(0, start),
      whole.subarray(start + frame),
      whole.subarray(start, start + frame),
    ]);
    const flipped = Buffer.from(whole);
    flipped[start + 20]! ^= 1;
    for (const bytes of [swapped, flipped]) {
      writeFileSync(path, bytes);
      const file = SealedFile.open(path, key);
      expect(() => file.read(0)).toThrowError(expect.objectContaining({ code: 'file.unreadable' }));
      file.close();
    }
    writeFileSync(path, whole);
    const other = SealedFile.open(path, randomBytes(32));
    expect(() => other.read(0)).toThrowError(expect.objectContaining({ code: 'file.unreadable' }));
    other.close();
    for (const bytes of ['', 'short', 'a text that is long enough to have a header']) {
      writeFileSync(path, bytes);
      expect(() => SealedFile.open(path, key)).toThrowError(
        expect.objectContaining({ code: 'file.unreadable' }),
      );
    }
  });

  it('says so when it is not there', () => {
    expect(() => SealedFile.open(path, key)).toThrowError(
      expect.objectContaining({ code: 'file.missing' }) as Error,
    );
  });

  it('takes an absurd length for damage, not for memory to reserve', () => {
    write('a');
    const bytes = readFileSync(path);
    bytes.writeUInt32LE(0xffffffff, 24);
    writeFileSync(path, bytes);
    expect(read()).toEqual([]);
  });
});
