import { constants, zstdCompressSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { Zstandard } from './zstd';
import type { PackedBytes } from './unpacking';

/** Lines that pack about as well as those of a real log, and are not the same anywhere. */
function linesOf(bytes: number, salt: number): Buffer {
  const lines: string[] = [];
  let seed = salt;
  for (let length = 0; length < bytes;) {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    const line = `2026-11-22 10:00:${length % 60} INFO [worker-${seed % 97}] 事务 ${seed} 提交 cost=${seed % 3001}\n`;
    lines.push(line);
    length += line.length;
  }
  return Buffer.from(lines.join(''));
}

function bytesOf(packed: Buffer): PackedBytes {
  const read = (from: number, length: number): Promise<Buffer> =>
    Promise.resolve(packed.subarray(from, from + length));
  return { length: packed.length, read };
}

async function readFrom(source: Zstandard, at: number): Promise<Buffer> {
  const decoder = await source.start(at);
  const pieces: Buffer[] = [];
  for (let piece = await decoder.next(); piece; piece = await decoder.next()) pieces.push(piece);
  decoder.close();
  return Buffer.concat(pieces);
}

it('goes on in the middle of a frame as if it had been unpacked from its start', async () => {
  const lines = linesOf(17_500_000, 7);
  const noise = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * at * 31) % 251));
  // Blocks of every kind: compressed, as they are, and one byte repeated.
  const text = Buffer.concat([lines, noise, Buffer.alloc(400_000, 'x'), linesOf(500_000, 9)]);
  const { ZSTD_c_compressionLevel: level, ZSTD_c_checksumFlag: checksum } = constants;
  const { ZSTD_c_windowLog: windowLog } = constants;
  for (const params of [
    { [level]: 1, [checksum]: 1 },
    { [level]: 3, [windowLog]: 20 },
  ]) {
    const source = new Zstandard(bytesOf(zstdCompressSync(text, { params })), 'one.zst');
    expect((await readFrom(source, 0)).equals(text)).toBe(true);
    const starts = [5, 10, 18.2].map((at) => source.startFor(at * 1_000_000));
    expect(new Set(starts).size).toBe(3);
    for (const start of starts) {
      expect((await readFrom(source, start)).equals(text.subarray(start)), `${start}`).toBe(true);
    }
    const again = new Zstandard(source.stored, 'one.zst');
    expect(again.restore(structuredClone(source.places()))).toBe(true);
    expect(again.startFor(text.length)).toBe(source.startFor(text.length));
    expect(again.restore({ spacing: 1, places: [{ out: 5, stored: 0, within: null }] })).toBe(
      false,
    );
    expect(again.restore('rubbish')).toBe(false);
  }
});

it('unpacks a bomb of repeated bytes in small steps', async () => {
  const packed = zstdCompressSync(Buffer.alloc(64 * 1024 * 1024));
  const decoder = await new Zstandard(bytesOf(packed), 'bomb.zst').start(0);
  let length = 0;
  for (let piece = await decoder.next(); piece; piece = await decoder.next()) {
    expect(piece.length).toBeLessThanOrEqual(256 * 1024);
    length += piece.length;
  }
  expect(length).toBe(64 * 1024 * 1024);
});
