import { createHash } from 'node:crypto';
import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import iconv from 'iconv-lite';
import { ZipFile } from 'yazl';
import { javaLine as line, LogRoom } from '../../../../test/servers/log-room';
import type { Evidence } from '../../../contract/cases';
import type { LogProvenance } from '../../../contract/log-evidence';
import type { LogPlace } from '../../../contract/logs';

let room: LogRoom;
let caseId: string;
beforeAll(async () => {
  room = await LogRoom.start();
  caseId = (await room.test.client.cases.create({ title: '证据' })).id;
});
afterEach(() => room.clear());
afterAll(() => room?.stop());

const lines = Array.from({ length: 300 }, (_, n) => line(n * 10, 'INFO ', `单据 ${n}`));
const gbk = iconv.encode(lines.join(''), 'gb18030');

/** Takes rows of a view into the case. */
async function take(id: string, rows: [number, number][]): Promise<Evidence> {
  const { generation } = await room.until(id, ({ filtered }) => filtered === 1);
  const source = { kind: 'log', viewId: id, generation, rows, whole: true } as const;
  return await room.test.client.cases.addEvidence({ caseId, source });
}

/** The bytes that a provenance names, from the files themselves. */
function original({ files, parts }: LogProvenance, contents: (file: string) => Buffer): Buffer {
  return Buffer.concat(
    parts!.map(([file, from, bytes]) => {
      const { path, entry = '' } = files![file]!;
      return contents(path + entry).subarray(from!, from! + bytes);
    }),
  );
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

it('names the bytes of every kind of source, so that anybody can take their hash again', async () => {
  const zip = new ZipFile();
  zip.addBuffer(gbk, 'logs/应用.log');
  zip.addBuffer(Buffer.from('x\n'), 'other.log', { compress: false });
  zip.end();
  const plain = room.file('plain.log', gbk);
  const gz = room.file('plain.log.1.gz', gzipSync(gbk));
  const archive = room.file('all.zip', await buffer(zip.outputStream));
  const entry = 'logs/应用.log';
  const { logs } = room.test.client;
  const { id: captureId } = await logs.beginImport({ name: 'dropped.log', bytes: gbk.length });
  await logs.importPiece({ id: captureId, at: 0, data: gbk.toString('base64') });
  await logs.endImport({ id: captureId, complete: true });
  const places: [LogPlace, path: string, inode: number | null, more: object][] = [
    [plain, plain.path, statSync(plain.path).ino, {}],
    [gz, gz.path, statSync(gz.path).ino, { packed: true }],
    [{ ...archive, entry }, archive.path, statSync(archive.path).ino, { entry, packed: true }],
    [{ kind: 'capture', captureId }, 'dropped.log', null, {}],
  ];
  const filter = [
    { kind: 'text', exclude: false, text: '7$', regex: true, ignoreCase: false },
  ] as const;
  for (const [place, path, inode, more] of places) {
    const { id } = await room.open([place]);
    const whole = await take(id, [[100, 200]]);
    await logs.setFilter({ id, filter: [...filter] });
    await room.until(id, ({ rows, filtered }) => filtered === 1 && rows === 30);
    const filtered = await take(id, [[0, 5]]);
    for (const { provenance, ...evidence } of [whole, filtered]) {
      if (provenance.kind !== 'log') throw new Error('other evidence');
      const bytes = original(provenance, (name) => {
        if (name === gz.path) return gunzipSync(readFileSync(gz.path));
        return name === plain.path ? readFileSync(plain.path) : gbk;
      });
      expect(sha256(bytes)).toBe(provenance.sha256);
      expect(evidence).toMatchObject({ sha256: provenance.sha256, bytes: bytes.length });
      const file = { path, inode, encoding: 'gb18030', clockOffsetMs: 0, clockMeasuredAt: null };
      expect(provenance).toMatchObject({ encoding: 'gb18030', files: [{ ...file, ...more }] });
    }
    expect(whole.provenance).toMatchObject({ lines: 100, filter: '' });
    expect(filtered.provenance).toMatchObject({ lines: 5, filter: '+ /7$/', byteFrom: null });
    expect(filtered.preview).toContain('单据 7');
  }
});

it('takes nothing of a log that says something else than what was shown', async () => {
  const { cases, logs } = room.test.client;
  const before = (await cases.get({ id: caseId })).evidence.length;
  const refused = { code: 'logs.rows-moved' };

  // Somebody writes into the middle: size, ends and time stay as they were.
  const edited = room.file('edited.log', gbk);
  const { id, generation: seen } = await room.open([edited]);
  await logs.rows({ id, from: 100, count: 50 });
  const at = statSync(edited.path);
  const other = Buffer.from(gbk);
  other.write('9', gbk.indexOf(iconv.encode('单据 120\n', 'gb18030')) + 5, 'latin1');
  writeFileSync(edited.path, other);
  utimesSync(edited.path, at.atime, at.mtime);
  await expect(take(id, [[100, 150]])).rejects.toMatchObject(refused);
  // It is read anew, and what is shown now can be taken.
  await room.until(
    id,
    ({ generation, rows, sources }) =>
      generation > seen && rows === 300 && sources[0]!.indexed === 1,
  );
  await take(id, [[100, 150]]);

  // It was emptied and written anew since the last look.
  const emptied = room.file('emptied.log', lines.join(''));
  const second = await room.open([emptied]);
  await logs.rows({ id: second.id, from: 0, count: 50 });
  const { generation } = await room.until(second.id, ({ rows }) => rows === 300);
  writeFileSync(emptied.path, lines.toReversed().join(''));
  const source = {
    kind: 'log' as const,
    viewId: second.id,
    generation,
    rows: [[0, 2]] as [number, number][],
    whole: true,
  };
  await expect(cases.addEvidence({ caseId, source })).rejects.toMatchObject(refused);
  expect((await cases.get({ id: caseId })).evidence).toHaveLength(before + 1);
});
