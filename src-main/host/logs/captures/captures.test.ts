import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CaptureBed, lines, place, subject } from '../../../../test/servers/capture-bed';

const bed = new CaptureBed();

function sha(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

describe('a capture', () => {
  it('gives back exactly what was followed, at random and across its frames, while it is written and after', async () => {
    const capture = bed.captures.start(subject);
    const bytes = Buffer.concat([lines(0, 100_000), lines(0, 60_000)]);
    let offset = 0;
    for (const length of [1, 700_000, 2_500_000, 10, bytes.length]) {
      const piece = bytes.subarray(offset, offset + length);
      capture.append(piece);
      offset += piece.length;
      capture.commit(place(7, offset));
    }
    await capture.settle();
    const source = bed.captures.open(capture.id);
    expect(source.size).toBe(bytes.length);
    for (const from of [0, 1, 699_999, 1_048_570, 2_097_151, bytes.length - 3])
      expect(await source.read(from, 300)).toEqual(bytes.subarray(from, from + 300));
    const more = lines(7, 10);
    capture.append(more);
    capture.commit(place(7, offset + more.length));
    await capture.settle();
    expect(await source.refresh()).toBe('grown');
    expect(await source.refresh()).toBe('same');
    await source.close();
    await bed.captures.end(capture.id, { finished: true });
    expect(sha(await bed.whole(capture.id))).toBe(sha(Buffer.concat([bytes, more])));
    const [shown] = bed.captures.list().captures;
    expect(shown).toMatchObject({ live: false, bytes: bytes.length + more.length, gaps: 0 });
    expect(shown?.stored).toBeLessThan(bytes.length / 3);
  });

  it('knows its bytes, marks and stretches again after many frames', async () => {
    const capture = bed.captures.start(subject);
    const all: Buffer[] = [];
    let offset = 0;
    for (let piece = 0; piece < 200; piece += 1) {
      const bytes = lines(piece, 3);
      all.push(bytes);
      capture.append(bytes);
      if (piece === 62 || piece === 150) capture.mark({ event: 'gap', bytes: piece });
      offset += bytes.length;
      capture.commit(place(7, offset));
      await capture.settle();
    }
    await bed.captures.end(capture.id, { finished: true });
    expect(await bed.whole(capture.id)).toEqual(Buffer.concat(all));
    const source = bed.captures.open(capture.id);
    expect(source.marks.map(({ kind, bytes }) => [kind, bytes])).toEqual([
      ['gap', 62],
      ['gap', 150],
    ]);
    expect(source.locate(0, offset)).toHaveLength(1);
    await source.close();
    const again = bed.captures.resume(capture.id);
    expect(again.state?.offset).toBe(offset);
    again.append(lines(9, 1));
    again.commit(place(7, offset + lines(9, 1).length));
    await bed.captures.end(capture.id, { finished: true });
    expect(await bed.whole(capture.id)).toEqual(Buffer.concat([...all, lines(9, 1)]));
  });

  it('states for evidence which file and byte range its bytes came from, also across rotations', async () => {
    const capture = bed.captures.start(subject);
    capture.append(Buffer.alloc(100, 'a'));
    capture.commit(place(7, 1100));
    capture.append(Buffer.alloc(50, 'b'));
    capture.mark({ event: 'recovered', bytes: 50, from: '/log.1' });
    capture.mark({ event: 'rotated', how: 'renamed' });
    capture.append(Buffer.alloc(30, 'c'));
    capture.commit({ ...place(8, 30), file: '/log' });
    await capture.settle();
    const source = bed.captures.open(capture.id);
    expect(source.locate(90, 170)).toEqual([
      { at: 90, to: 150, path: '/log', dev: '64768', inode: '7', remoteFrom: 1090, remoteTo: 1150 },
      { at: 150, to: 170, path: '/log', dev: '64768', inode: '8', remoteFrom: 0, remoteTo: 20 },
    ]);
    expect(source.marks.map(({ at, kind, bytes }) => ({ at, kind, bytes }))).toEqual([
      { at: 150, kind: 'recovered', bytes: 50 },
      { at: 150, kind: 'rotated', bytes: null },
    ]);
    await source.close();
  });

  it('has after a crash at any byte a place that is that of its bytes, and goes on from there', async () => {
    const capture = bed.captures.start(subject);
    const bytes = lines(0, 120_000);
    let offset = 0;
    for (const length of [1000, 1_500_000, bytes.length]) {
      const piece = bytes.subarray(offset, offset + length);
      capture.append(piece);
      offset += piece.length;
      capture.commit(place(7, offset));
      await capture.settle();
    }
    await bed.captures.end(capture.id, { finished: false });
    const { profile } = bed.test.host.features();
    const row = profile.db
      .prepare('SELECT file FROM log_capture ORDER BY started_at DESC')
      .get() as { file: string };
    const path = join(bed.test.folder, 'captures', row.file);
    for (let size = statSync(path).size; size > 300; size -= 40_000 + (size % 7)) {
      truncateSync(path, size);
      const resumed = bed.captures.resume(capture.id);
      const reached = resumed.state?.offset ?? 0;
      expect(resumed.size).toBe(reached);
      await bed.captures.end(capture.id, { finished: false });
      expect(await bed.whole(capture.id)).toEqual(bytes.subarray(0, reached));
    }
    const resumed = bed.captures.resume(capture.id);
    resumed.append(bytes.subarray(resumed.size));
    resumed.commit(place(7, bytes.length));
    await bed.captures.end(capture.id, { finished: true });
    expect(sha(await bed.whole(capture.id))).toBe(sha(bytes));
  });

  it('takes back what was not committed', async () => {
    const capture = bed.captures.start(subject);
    capture.append(Buffer.from('sure'));
    capture.commit(place(7, 4));
    capture.append(Buffer.from('not sure'));
    capture.mark({ event: 'gap', bytes: 1 });
    capture.rollback();
    expect([capture.state?.offset, capture.size]).toEqual([4, 4]);
    capture.append(Buffer.from('!'));
    capture.commit(place(7, 5));
    await bed.captures.end(capture.id, { finished: true });
    expect((await bed.whole(capture.id)).toString()).toBe('sure!');
    expect(bed.captures.get(capture.id).gaps).toBe(0);
  });

  it('says that the disk is full, loses nothing it promised, and goes on when there is room', async (context) => {
    const folder = join(bed.test.folder, 'captures');
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'pipe' });
    } catch {
      return context.skip('only root can make a small disk');
    }
    try {
      const capture = bed.captures.start(subject);
      const bytes = Buffer.concat([lines(0, 10), randomBytes(2_000_000)]);
      capture.append(bytes.subarray(0, 1000));
      capture.commit(place(7, 1000));
      await capture.settle();
      capture.append(bytes.subarray(1000));
      expect(() => capture.commit(place(7, bytes.length))).toThrow('profile.disk-full');
      capture.rollback();
      expect([capture.state?.offset, capture.size]).toEqual([1000, 1000]);
      const reader = bed.captures.open(capture.id);
      expect((await reader.read(0, 5000)).equals(bytes.subarray(0, 1000))).toBe(true);
      execFileSync('mount', ['-o', 'remount,size=8m', folder]);
      capture.append(bytes.subarray(1000));
      capture.commit(place(7, bytes.length));
      await bed.captures.end(capture.id, { finished: true });
      expect(await reader.refresh()).toBe('grown');
      expect(sha(await reader.read(0, 1e7))).toBe(sha(bytes));
      await reader.close();
      bed.captures.remove(capture.id);
    } finally {
      execFileSync('umount', ['-l', folder]);
    }
  });

  it('is read by another process while it is written, also after the writer was killed and went on', async () => {
    const capture = bed.captures.start(subject);
    capture.append(lines(0, 10));
    capture.commit(place(7, 1));
    await capture.settle();
    const other = bed.service();
    expect(other.list().captures).toMatchObject([{ live: true, bytes: capture.size }]);
    const reader = other.open(capture.id);
    expect(await reader.read(0, 1e6)).toEqual(lines(0, 10));
    capture.append(lines(10, 5));
    capture.commit(place(7, 2));
    await capture.settle();
    expect(await reader.refresh()).toBe('grown');
    expect(await reader.read(0, 1e6)).toEqual(lines(0, 15));
    expect(() => other.resume(capture.id)).toThrow('in-use');
    expect(() => other.remove(capture.id)).toThrow('in-use');
    await bed.captures.end(capture.id, { finished: false });
    const resumed = bed.captures.resume(capture.id);
    resumed.append(lines(15, 1));
    resumed.commit(place(7, 3));
    await resumed.settle();
    expect(await reader.refresh()).toBe('grown');
    expect(await reader.read(0, 1e6)).toEqual(lines(0, 16));
    await reader.close();
    await other.dispose();
  });
});

describe('captures', () => {
  async function written(name: string, pieces: number): Promise<string> {
    const capture = bed.captures.start({ ...subject, name });
    for (let piece = 0; piece < pieces; piece += 1) {
      // Does not compress, so that sizes are known.
      capture.append(createHash('sha512').update(`${name}${piece}`).digest().subarray(0, 64));
      capture.append(Buffer.from(await crypto.subtle.digest('SHA-512', Buffer.from(`${piece}`))));
    }
    capture.commit(place(7, 1));
    await bed.captures.end(capture.id, { finished: true });
    return capture.id;
  }

  it('make room by deleting the oldest that are not kept, never one that is written', async () => {
    const [first, kept, third] = [
      await written('a', 400),
      await written('b', 400),
      await written('c', 400),
    ];
    bed.captures.keep(kept, true, 'Keep me');
    bed.quota = bed.captures.list().used - 1000;
    const live = bed.captures.start(subject);
    live.append(Buffer.from('x'));
    live.commit(place(7, 1));
    expect(bed.captures.list().captures.map(({ id }) => id)).toEqual([live.id, third, kept]);
    expect(bed.captures.get(kept)).toMatchObject({ name: 'Keep me', kept: true });
    expect(() => bed.captures.get(first)).toThrow('not-found');

    bed.quota = 10;
    const crowded = bed.captures.start(subject);
    crowded.append(Buffer.from('y'));
    expect(() => crowded.commit(place(7, 1))).toThrow('logs.quota-reached');
    crowded.rollback();
    expect(bed.captures.list().captures.map(({ id }) => id)).toEqual([crowded.id, live.id, kept]);
    bed.quota = 1e9;
    crowded.append(Buffer.from('y'));
    crowded.commit(place(7, 1));
    await bed.captures.end(crowded.id, { finished: true });
    expect((await bed.whole(crowded.id)).toString()).toBe('y');
  });

  it('are gone on with when the program was closed, and not when their tail was', async () => {
    const log = { ...subject, endpointId: '01890000-0000-7000-8000-000000000001' };
    const capture = bed.captures.start(log);
    expect(bed.captures.unfinished(log.endpointId, '/log')).toBe(null);
    await bed.captures.end(capture.id, { finished: false });
    expect(bed.captures.unfinished(log.endpointId, '/log')).toBe(capture.id);
    bed.captures.resume(capture.id);
    await bed.captures.end(capture.id, { finished: true });
    expect(bed.captures.unfinished(log.endpointId, '/log')).toBe(null);
  });

  it('take a file that is brought in, whole or not at all', async () => {
    const capture = bed.captures.beginImport('dropped.log');
    capture.append(lines(0, 5));
    capture.commitImported();
    expect(bed.captures.list().captures).toEqual([]);
    await bed.captures.endImport(capture.id, true);
    expect(bed.captures.list().captures).toMatchObject([{ name: 'dropped.log', live: false }]);
    expect(await bed.whole(capture.id)).toEqual(lines(0, 5));
    const broken = bed.captures.beginImport('broken.log');
    await bed.captures.endImport(broken.id, false);
    expect(bed.captures.list().captures).toHaveLength(1);
    bed.captures.remove(capture.id);
    expect(bed.captures.list()).toMatchObject({ captures: [], used: 0 });
  });

  it('keep the index of their lines sealed beside them', async () => {
    const id = await written('a', 1);
    expect(bed.captures.loadIndex(id)).toBe(null);
    bed.captures.saveIndex(id, Buffer.from('index'));
    bed.captures.saveIndex(id, Buffer.from('a newer index'));
    expect(bed.captures.loadIndex(id)?.toString()).toBe('a newer index');
    bed.captures.remove(id);
    expect(bed.captures.list().used).toBe(0);
  });
});
