import { randomBytes } from 'node:crypto';
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CaptureBed, lines, place, subject } from '../../../../test/servers/capture-bed';
import { sealedNames } from '../../profile/index';
import { CaptureFile, type OpenSealed } from './capture-file';

const bed = new CaptureBed();

/** The file of a capture, written past those who know of it. */
function fileOf(id: string): CaptureFile {
  const { profile } = bed.test.host.features();
  const row = profile.db.prepare('SELECT file FROM log_capture WHERE id = ?').get(id) as {
    file: string;
  };
  const open: OpenSealed = (mode) => profile.openSealed('captures', row.file, mode);
  return CaptureFile.write(open('append'), open);
}

it('reads a capture of many small frames, as older programs left them, and joins them', async () => {
  const { id } = bed.captures.start(subject);
  await bed.captures.end(id, { finished: false });
  const file = fileOf(id);
  const all: Buffer[] = [];
  let offset = 0;
  for (let piece = 0; piece < 200; piece += 1) {
    const bytes = lines(piece, 3);
    const gap = { at: offset, kind: 'gap' as const, time: 0, bytes: piece, detail: '' };
    all.push(bytes);
    offset += bytes.length;
    const marks = piece === 62 || piece === 150 ? [gap] : [];
    // Some count only with the one after them.
    const state = piece % 7 === 2 ? undefined : place(7, offset);
    file.append([{ header: { bytes: bytes.length, marks, state }, bytes }]);
  }
  expect(file.stored).toBeGreaterThan(offset);
  file.close();
  for (const joined of [false, true]) {
    expect(bed.captures.get(id).stored < offset / 4).toBe(joined);
    expect(await bed.whole(id)).toEqual(Buffer.concat(all));
    const source = bed.captures.open(id);
    expect(source.marks.map(({ bytes }) => bytes)).toEqual([62, 150]);
    await source.close();
    expect(bed.captures.resume(id).state?.offset).toBe(offset);
    await bed.captures.end(id, { finished: true });
  }
});

it('takes less room than a slow log of text, while it is written and after, whoever reads it', async () => {
  const capture = bed.captures.start(subject);
  const other = bed.service();
  const mine = bed.captures.open(capture.id);
  let reader: ReturnType<typeof bed.captures.open> | null = null;
  const all: Buffer[] = [];
  let offset = 0;
  let most = 0;
  const write = async (piece: number): Promise<void> => {
    const bytes = lines(piece, 8);
    all.push(bytes);
    capture.append(bytes);
    if (piece % 100 === 50) capture.mark({ event: 'gap', bytes: piece });
    offset += bytes.length;
    capture.commit(place(piece < 300 ? 7 : 8, offset));
    await capture.settle();
    most = Math.max(most, capture.stored);
  };
  for (let piece = 0; piece < 600; piece += 1) {
    await write(piece);
    if (piece === 10) reader = other.open(capture.id);
  }
  const whole = Buffer.concat(all);
  // It took more than the log before small frames were joined.
  expect(capture.stored).toBeLessThan(whole.length);
  expect(most).toBeLessThan(whole.length);
  for (const source of [mine, reader]) {
    await source?.refresh();
    expect((await source?.read(0, 1e7))?.equals(whole)).toBe(true);
  }
  expect(capture.state?.offset).toBe(offset);
  await bed.captures.end(capture.id, { finished: false });
  expect(bed.captures.get(capture.id).stored).toBeLessThan(whole.length / 8);
  const resumed = bed.captures.resume(capture.id);
  expect([resumed.state?.offset, resumed.size]).toEqual([offset, offset]);
  resumed.append(Buffer.from('more'));
  resumed.commit(place(8, offset + 4));
  await resumed.settle();
  for (const source of [mine, reader]) {
    await source?.refresh();
    expect((await source?.read(offset - 9, 100))?.toString().slice(8)).toBe('\nmore');
    expect(source?.marks.map(({ bytes }) => bytes)).toEqual([50, 150, 250, 350, 450, 550]);
    expect(source?.locate(0, offset).map(({ inode, to }) => [inode, to])).toHaveLength(2);
    await source?.close();
  }
  await bed.captures.end(capture.id, { finished: true });
  await other.dispose();
});

it('lets a fast log be, and takes over its large frames as they are when it joins the small ones', async () => {
  const capture = bed.captures.start(subject);
  const { profile } = bed.test.host.features();
  const names = sealedNames(profile, 'captures');
  const inodes = (): number[] =>
    names.map((name) => statSync(join(bed.test.folder, 'captures', name)).ino);
  const before = inodes();
  const all: Buffer[] = [];
  let offset = 0;
  const write = async (length: number): Promise<void> => {
    const bytes = randomBytes(length);
    all.push(bytes);
    capture.append(bytes);
    capture.commit(place(7, (offset += length)));
    await capture.settle();
  };
  for (let piece = 0; piece < 12; piece += 1) {
    await write(700_000);
    await write(4000);
  }
  expect(inodes()).toEqual(before);
  await bed.captures.end(capture.id, { finished: false });
  const file = fileOf(capture.id);
  for (let piece = 0; piece < 400; piece += 1) {
    const bytes = piece % 100 === 50 ? randomBytes(700_000) : randomBytes(8000);
    all.push(bytes);
    offset += bytes.length;
    file.append([{ header: { bytes: bytes.length, state: place(7, offset) }, bytes }]);
  }
  const { frames } = file;
  file.close();
  bed.captures.resume(capture.id);
  await bed.captures.end(capture.id, { finished: true });
  const joined = fileOf(capture.id);
  expect(joined.frames).toBeLessThan(frames / 8);
  joined.close();
  expect((await bed.whole(capture.id)).equals(Buffer.concat(all))).toBe(true);
});

it('loses nothing when small frames cannot be joined', async () => {
  const capture = bed.captures.start(subject);
  const { profile } = bed.test.host.features();
  const all: Buffer[] = [];
  let removed = 0;
  for (let piece = 0; piece < 100; piece += 1) {
    all.push(lines(piece, 9));
    capture.append(lines(piece, 9));
    capture.commit(place(7, piece));
    const settled = capture.settle();
    // Another program that starts meanwhile tidies up.
    for (const name of sealedNames(profile, 'captures').filter((each) => each.endsWith('.tmp'))) {
      rmSync(join(bed.test.folder, 'captures', name));
      removed += 1;
    }
    await settled;
  }
  expect(removed).toBeGreaterThan(0);
  capture.append(lines(0, 1));
  capture.commit(place(7, 101));
  await bed.captures.end(capture.id, { finished: true });
  expect(await bed.whole(capture.id)).toEqual(Buffer.concat([...all, lines(0, 1)]));
});

it('takes no frames away from another process that went on with it while this machine slept', async () => {
  const capture = bed.captures.start(subject);
  let offset = 0;
  for (let piece = 0; piece < 20; piece += 1) {
    capture.append(lines(piece, 1));
    capture.commit(place(7, (offset += lines(piece, 1).length)));
    await capture.settle();
  }
  const before = await bed.whole(capture.id);
  const other = fileOf(capture.id);
  const bytes = lines(99, 1);
  other.append([
    { header: { bytes: bytes.length, state: place(7, offset + bytes.length) }, bytes },
  ]);
  other.close();
  await bed.captures.end(capture.id, { finished: true });
  expect(await bed.whole(capture.id)).toEqual(Buffer.concat([before, bytes]));
});
