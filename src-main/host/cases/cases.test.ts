import { createHash } from 'node:crypto';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { largestFileBytes } from '../../contract/cases';
import type { AppError } from '../../contract/errors';
import { startTestHost, type TestHost } from '../../../test/servers/host';

let test: TestHost;
beforeAll(async () => {
  test = await startTestHost();
});
afterAll(() => test.close());

async function failure(call: Promise<unknown>): Promise<AppError> {
  return call.then(
    () => {
      throw new Error('expected a failure');
    },
    (error: unknown) => error as AppError,
  );
}

function sha256(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}

async function newCase(title = 'T'): Promise<string> {
  return (await test.client.cases.create({ title })).id;
}

describe('a case', () => {
  it('gets the next number of this device and a first line of history', async () => {
    const first = await test.client.cases.create({ title: ' 月结失败 ' });
    const second = await test.client.cases.create({ title: 'B', priority: 'P1' });
    const [prefix, count] = first.number.split('-');
    expect(prefix).toMatch(/^([A-Z]\d){2}$/);
    expect(second.number).toBe(`${prefix}-${String(Number(count) + 1).padStart(4, '0')}`);
    const { timeline } = await test.client.cases.get({ id: second.number.toLowerCase() });
    expect(timeline.map(({ kind, params }) => ({ kind, params }))).toEqual([
      { kind: 'created', params: { number: second.number } },
    ]);
    expect(first).toMatchObject({ title: '月结失败', status: 'new', priority: 'P3' });
  });

  it('moves only along the allowed states and says from where to where', async () => {
    const id = await newCase();
    await test.client.cases.update({ id, status: 'resolved' });
    await test.client.cases.update({ id, status: 'closed', priority: 'P1' });
    const error = await failure(test.client.cases.update({ id, status: 'waiting-vendor' }));
    expect(error).toMatchObject({
      code: 'cases.transition',
      params: { from: 'closed', to: 'waiting-vendor' },
    });
    await test.client.cases.update({ id, status: 'in-progress' });
    const { timeline } = await test.client.cases.get({ id });
    expect(timeline.slice(1).map(({ kind, params }) => [kind, params])).toEqual([
      ['status', { from: 'new', to: 'resolved' }],
      ['status', { from: 'resolved', to: 'closed' }],
      ['priority', { from: 'P3', to: 'P1' }],
      ['status', { from: 'closed', to: 'in-progress' }],
    ]);
  });

  it('takes the reporter’s words once and never changes them after', async () => {
    const id = await newCase();
    const words = '点了「过账」就转圈\n  ORA-01555 ';
    expect((await test.client.cases.update({ id, reportedWords: words })).reportedWords).toBe(
      words,
    );
    const error = await failure(test.client.cases.update({ id, reportedWords: 'other' }));
    expect(error.code).toBe('cases.words-final');
    await test.client.cases.update({ id, title: 'new', reportedWords: words });
    expect((await test.client.cases.get({ id })).case).toMatchObject({
      title: 'new',
      reportedWords: words,
    });
  });

  it('is found by number, title, words, note, customer and Chinese, open ones alone if wished', async () => {
    const { client } = test;
    const customer = await client.systems.saveCustomer({ name: '华东重工' });
    const site = await client.systems.saveSite({ customerId: customer.id, name: 'HQ' });
    const system = await client.systems.saveSystem({
      siteId: site.id,
      name: 'SAP PRD',
      platform: 'sap',
      environment: 'production',
    });
    const found = await client.cases.create({
      title: '库存 100% 锁定_x',
      systemId: system.id,
      reportedWords: 'Nothing posts',
    });
    await client.cases.createNote({ caseId: found.id, text: '怀疑 enq: TX 锁' });
    const ids = async (text: string, open = false): Promise<string[]> =>
      (await client.cases.list({ text, open })).map(({ id }) => id);
    for (const text of [
      found.number,
      '库存',
      '100%',
      'NOTHING posts',
      '华东',
      'sap prd',
      'enq: tx 锁',
    ])
      expect(await ids(text), text).toEqual([found.id]);
    expect(await ids('100x')).toEqual([]);
    expect(await ids('华东 nowhere')).toEqual([]);
    await client.cases.update({ id: found.id, status: 'closed' });
    expect(await ids('库存', true)).toEqual([]);
    expect(await ids('库存')).toEqual([found.id]);
  });

  it('can be the active one until another is', async () => {
    const id = await newCase();
    await test.client.cases.setActive({ id });
    expect((await test.client.cases.active({})).case?.id).toBe(id);
    await test.client.cases.setActive({ id: null });
    expect((await test.client.cases.active({})).case).toBeNull();
  });

  it('is refused when it, its system or its title is not there', async () => {
    const nobody = '01890000-0000-7000-8000-000000000000';
    const { cases } = test.client;
    expect((await failure(cases.get({ id: 'X1-9999' }))).code).toBe('cases.not-found');
    expect((await failure(cases.update({ id: nobody, title: 'x' }))).code).toBe('cases.not-found');
    expect((await failure(cases.create({ title: 'x', systemId: nobody }))).code).toBe(
      'entity.not-found',
    );
    expect((await failure(cases.create({ title: '  ' }))).code).toBe('wire.bad-input');
    expect((await failure(cases.createNote({ caseId: nobody }))).code).toBe('cases.not-found');
  });
});

/** An editor as a view has it: its own document, which sends what is typed. */
async function openEditor(
  noteId: string,
): Promise<{ document: Y.Doc; type(text: string): Promise<void> }> {
  const { state } = await test.client.cases.openNote({ id: noteId });
  const document = new Y.Doc();
  Y.applyUpdate(document, Buffer.from(state, 'base64'));
  return {
    document,
    type: async (text) => {
      const updates: string[] = [];
      const collect = (update: Uint8Array): void => {
        updates.push(Buffer.from(update).toString('base64'));
      };
      document.on('update', collect);
      document.getText('body').insert(document.getText('body').length, text);
      document.off('update', collect);
      await test.client.cases.editNote({ id: noteId, updates });
    },
  };
}

describe('a note', () => {
  it('is born once: opening and reopening never doubles its text', async () => {
    const caseId = await newCase();
    const note = await test.client.cases.createNote({ caseId, title: 'N', text: '第一行' });
    const editor = await openEditor(note.id);
    await editor.type('，第二行');
    const again = await openEditor(note.id);
    expect(again.document.getText('body').toJSON()).toBe('第一行，第二行');
    expect((await test.client.cases.get({ id: caseId })).notes[0]?.text).toBe('第一行，第二行');
  });

  it('merges what two editors type at once and tells each of the other', async () => {
    const note = await test.client.cases.createNote({ caseId: await newCase(), text: '' });
    const [first, second] = [await openEditor(note.id), await openEditor(note.id)];
    test.events.length = 0;
    await Promise.all([first.type('abc'), second.type('xyz')]);
    const told = test.events.flatMap((event) => (event.type === 'note' ? [event] : []));
    expect(told).toHaveLength(2);
    expect(told.every(({ origin }) => origin !== '')).toBe(true);
    for (const { update } of told) {
      Y.applyUpdate(first.document, Buffer.from(update, 'base64'));
      Y.applyUpdate(second.document, Buffer.from(update, 'base64'));
    }
    const text = first.document.getText('body').toJSON();
    expect([text.includes('abc'), text.includes('xyz'), text.length]).toEqual([true, true, 6]);
    expect(second.document.getText('body').toJSON()).toBe(text);
    expect((await test.client.cases.openNote({ id: note.id })).note.text).toBe(text);
  });

  it('keeps its text through a snapshot and a restart', async () => {
    const caseId = await newCase();
    const note = await test.client.cases.createNote({ caseId, text: '#' });
    const editor = await openEditor(note.id);
    for (let index = 0; index < 430; index++) await editor.type(`${index} `);
    const expected = editor.document.getText('body').toJSON();
    const rows = test.host
      .features()
      .profile.db.prepare(
        'SELECT sum(in_snapshot) AS kept, count(*) AS all_of FROM note_update WHERE note_id = ?',
      )
      .get(note.id);
    expect(rows).toEqual({ kept: 400, all_of: 431 });
    await test.client.vault.lock({});
    await test.client.vault.unlock({ passphrase: test.passphrase });
    expect((await openEditor(note.id)).document.getText('body').toJSON()).toBe(expected);
    expect((await test.client.cases.get({ id: caseId })).notes[0]?.text).toBe(expected);
  });

  it('refuses what is no update and stays whole', async () => {
    const note = await test.client.cases.createNote({ caseId: await newCase(), text: 'safe' });
    for (const update of ['AQ==', 'not base64 at all', Buffer.alloc(50, 255).toString('base64')]) {
      const error = await failure(test.client.cases.editNote({ id: note.id, updates: [update] }));
      expect(error.code).toBe('wire.bad-input');
    }
    expect((await openEditor(note.id)).document.getText('body').toJSON()).toBe('safe');
  });
});

describe('evidence', () => {
  const file = (name: string, mediaType: string, content: string | Uint8Array) =>
    ({ kind: 'file', name, mediaType, data: Buffer.from(content).toString('base64') }) as const;

  it('keeps the exact bytes with their hash, in order, and opens them offline', async () => {
    const caseId = await newCase();
    const gbk = Buffer.from([0xb4, 0xed, 0xce, 0xf3, 0x0d, 0x0a, 0x6f, 0x6b, 0x0a]); // 错误 CRLF ok LF
    const added = await test.client.cases.addEvidence({
      caseId,
      source: file('alert.log', 'text/plain', gbk),
      remark: '第一次',
    });
    expect(added).toMatchObject({
      ordinal: 1,
      kind: 'file',
      bytes: 9,
      sha256: sha256(gbk),
      preview: '错误\nok',
      remark: '第一次',
      removed: false,
      provenance: { kind: 'file', name: 'alert.log', mediaType: 'text/plain', sha256: sha256(gbk) },
    });
    const second = await test.client.cases.addEvidence({
      caseId,
      source: { kind: 'remark', text: '看到了' },
    });
    expect([second.ordinal, second.title, second.sha256]).toEqual([2, '看到了', sha256('看到了')]);
    const opened = await test.client.cases.evidence({ id: added.id });
    expect(opened).toMatchObject({
      verified: true,
      content: { kind: 'text', text: '错误\nok', encoding: 'gb18030', clipped: false },
    });
    expect(test.host.features().profile.blobs.get(added.sha256).equals(gbk)).toBe(true);
  });

  it('opens a window of a long text, an image whole, other files by name only', async () => {
    const caseId = await newCase();
    const lines = Array.from({ length: 3000 }, (_, index) => `line ${index}`).join('\n');
    const log = await test.client.cases.addEvidence({
      caseId,
      source: file('a.txt', 'text/plain', lines),
    });
    const { content } = await test.client.cases.evidence({ id: log.id, from: 2000, count: 2 });
    expect(content).toEqual({
      kind: 'text',
      text: 'line 2000\nline 2001',
      encoding: 'utf-8',
      clipped: true,
    });
    const png = await test.client.cases.addEvidence({
      caseId,
      source: file('a.png', 'image/png', 'PNG'),
    });
    expect((await test.client.cases.evidence({ id: png.id })).content).toEqual({
      kind: 'binary',
      mediaType: 'image/png',
      data: Buffer.from('PNG').toString('base64'),
    });
    const svg = await test.client.cases.addEvidence({
      caseId,
      source: file('a.svg', 'image/svg+xml', '<svg/>'),
    });
    expect((await test.client.cases.evidence({ id: svg.id })).content).toMatchObject({
      data: null,
    });
  });

  it('larger than the wire carries is sent to the command line', async () => {
    const source = file('a.bin', 'application/octet-stream', 'x'.repeat(largestFileBytes + 1));
    await expect(
      test.client.cases.addEvidence({ caseId: await newCase(), source }),
    ).rejects.toMatchObject({ code: 'file.too-large', params: { name: 'a.bin' } });
  });

  it('can be removed and brought back; its number is not given again', async () => {
    const caseId = await newCase();
    const first = await test.client.cases.addEvidence({
      caseId,
      source: { kind: 'remark', text: 'a' },
    });
    await test.client.cases.removeEvidence({ id: first.id, removed: true });
    const second = await test.client.cases.addEvidence({
      caseId,
      source: { kind: 'remark', text: 'b' },
    });
    expect(second.ordinal).toBe(2);
    expect((await test.client.cases.get({ id: caseId })).case.evidenceCount).toBe(1);
    await test.client.cases.removeEvidence({ id: first.id, removed: false });
    await test.client.cases.remarkEvidence({ id: first.id, remark: 'why' });
    const { evidence, timeline } = await test.client.cases.get({ id: caseId });
    expect(evidence.map(({ ordinal, removed, remark }) => [ordinal, removed, remark])).toEqual([
      [1, false, 'why'],
      [2, false, ''],
    ]);
    expect(
      timeline.map(({ kind, params }) => `${kind} ${params['number'] ?? ''}`).slice(1),
    ).toEqual([
      'evidence E1',
      'evidence-removed E1',
      'evidence E2',
      'evidence-restored E1',
      'remark E1',
    ]);
  });

  it('attaches a file of any size from the disk, and says when it is not there', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fieldbench-attach-'));
    const path = join(folder, 'dump.bin');
    writeFileSync(path, 'x');
    truncateSync(path, 40 * 1024 * 1024);
    const caseId = await newCase();
    const { evidence } = test.host.features().cases;
    const added = await evidence.attachFile(caseId, path);
    expect(added).toMatchObject({
      title: 'dump.bin',
      bytes: 40 * 1024 * 1024,
      sha256: sha256(readFileSync(path)),
      preview: '',
    });
    const blobs = test.host.features().profile.blobs.files();
    expect(await failure(evidence.attachFile(caseId, join(folder, 'no')))).toMatchObject({
      code: 'file.missing',
    });
    expect(await failure(evidence.attachFile(caseId, folder))).toMatchObject({
      code: 'file.unreadable',
    });
    expect(test.host.features().profile.blobs.files()).toEqual(blobs);
  });

  it('opens as not verified after one bit of it was flipped, and the check names it', async () => {
    const own = await startTestHost();
    const { id: caseId } = await own.client.cases.create({ title: 'flip' });
    const text = 'precious '.repeat(100);
    const added = await own.client.cases.addEvidence({ caseId, source: { kind: 'remark', text } });
    const [blob] = own.host.features().profile.blobs.files();
    const bytes = readFileSync(blob!.path);
    bytes[bytes.length - 20]! ^= 1;
    writeFileSync(blob!.path, bytes);
    const opened = await own.client.cases.evidence({ id: added.id });
    expect([opened.verified, opened.content.kind]).toEqual([false, 'text']);
    const { text: report } = await own.client.cases.export({
      id: caseId,
      format: 'md',
      language: 'zh-CN',
    });
    expect(report).toContain('不一致');
    await own.close();
  });

  it('is unreadable on disk: neither text nor title stands in any file of the profile', async () => {
    const own = await startTestHost();
    const marker = 'MARKER-7f3a-明文';
    const { id: caseId } = await own.client.cases.create({ title: marker, reportedWords: marker });
    await own.client.cases.createNote({ caseId, text: marker });
    await own.client.secrets.set({ name: marker, value: marker });
    await own.client.cases.addEvidence({ caseId, source: { kind: 'remark', text: marker } });
    const files = readdirSync(own.folder, { recursive: true, encoding: 'utf8' })
      .map((name) => join(own.folder, name))
      .filter((path) => statSync(path).isFile());
    expect(files.length).toBeGreaterThan(3);
    for (const path of files) expect(readFileSync(path).includes('MARKER-7f3a'), path).toBe(false);
    expect(own.log.join('')).not.toContain('MARKER-7f3a');
    await own.close();
  });
});
