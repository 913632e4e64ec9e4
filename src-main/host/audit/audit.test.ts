import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestHost, type TestHost } from '../../../test/servers/host';
import type { AuditFilter } from '../../contract/audit';
import { readStream } from '../../contract/wire/index';
import { registerSecret } from '../../kit/log';
import { AuditService } from './index';

const everything: AuditFilter = { text: '', kinds: [], from: null, to: null };

describe('the audit log', () => {
  let test: TestHost;
  beforeEach(async () => {
    test = await startTestHost();
    write(3);
  });
  afterEach(() => test.close());

  const features = () => test.host.features();
  const write = (count: number): void => {
    for (let number = 1; number <= count; number += 1)
      features().audit.append({
        kind: 'command',
        target: 'nc-db-01',
        detail: { command: `df -hP /u0${number}`, exit: 0 },
      });
  };
  /** What a person with the key and a database tool could do. */
  const tamper = (sql: string): void => void features().profile.db.exec(sql);
  const verify = () => test.client.audit.verify({});
  const exported = async (format: 'jsonl' | 'csv'): Promise<string> => {
    const lines: string[] = [];
    const frames = test.client.audit.export({ ...everything, format });
    for await (const batch of readStream(test.client, frames)) lines.push(...batch);
    return lines.join('');
  };

  it('keeps rows newest first and finds them by text, kind and time', async () => {
    features().audit.append({
      kind: 'transfer',
      target: '备份机',
      detail: { path: '/备份/材料.dmp' },
    });
    const { entries, total } = await test.client.audit.list({});
    expect(total).toBe(4);
    expect(entries.map(({ sequence }) => sequence)).toEqual([4, 3, 2, 1]);
    const found = async (filter: object) =>
      (await test.client.audit.list(filter)).entries.map(({ sequence }) => sequence);
    expect(await found({ text: '材料' })).toEqual([4]);
    expect(await found({ text: 'DF nc-db u02' })).toEqual([2]);
    expect(await found({ kinds: ['transfer'] })).toEqual([4]);
    expect(await found({ to: entries[2]?.at ?? 0, text: 'u09' })).toEqual([]);
    expect(await found({ offset: 1, count: 2 })).toEqual([3, 2]);
  });

  it('is intact over two processes that write at once', async () => {
    const other = await startTestHost({ folder: test.folder, passphrase: test.passphrase });
    const both = [features().audit, other.host.features().audit];
    for (let round = 0; round < 20; round += 1)
      for (const audit of both) audit.append({ kind: 'command', target: 'both' });
    expect(await verify()).toMatchObject({ intact: true, rows: 43, head: { sequence: 43 } });
    await other.close();
  });

  it('finds a changed row', async () => {
    tamper(`UPDATE audit_entry SET detail = '{"command":"true","exit":0}' WHERE sequence = 2`);
    expect(await verify()).toMatchObject({
      intact: false,
      fault: { kind: 'changed', sequence: 2 },
    });
  });

  it('finds a row that was taken out, also when the rows after it were numbered anew', async () => {
    tamper('DELETE FROM audit_entry WHERE sequence = 2');
    expect(await verify()).toMatchObject({ fault: { kind: 'missing', sequence: 2 } });
    tamper('UPDATE audit_entry SET sequence = 2 WHERE sequence = 3');
    expect(await verify()).toMatchObject({ intact: false, fault: { sequence: 2 } });
  });

  it('finds rows that were cut off at the end, also when the end was moved back', async () => {
    const before = await test.client.audit.list({});
    tamper('DELETE FROM audit_entry WHERE sequence = 3');
    expect(await verify()).toMatchObject({ fault: { kind: 'cut-off', sequence: 3 } });
    const hash = before.entries[1]?.hash ?? '';
    tamper(`UPDATE audit_head SET sequence = 2, hash = '${hash}'`);
    expect(await verify()).toMatchObject({
      intact: false,
      fault: { kind: 'changed', sequence: 2 },
    });
  });

  it('finds that the whole log was wiped, its end with it', async () => {
    tamper('DELETE FROM audit_entry; DELETE FROM audit_head');
    expect(await verify()).toMatchObject({ fault: { kind: 'cut-off', sequence: 1 } });
    write(1);
    expect(await verify()).toMatchObject({ intact: false, fault: { kind: 'cut-off' } });
  });

  it('exports the rows with the head, and the file proves itself', async () => {
    const text = await exported('jsonl');
    const lines = text.trim().split('\n');
    expect(lines).toHaveLength(5);
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual({ head: await test.client.audit.head({}) });
    const check = (changed: string) => test.client.audit.verifyExport({ text: changed });
    expect(await check(text)).toMatchObject({ intact: true, rows: 4 });
    expect(await check(text.replace('/u02', '/u99'))).toMatchObject({
      fault: { kind: 'changed', sequence: 2 },
    });
    expect(await check(lines.toSpliced(1, 1).join('\n'))).toMatchObject({
      fault: { kind: 'missing', sequence: 2 },
    });
    expect(await check(lines.toSpliced(3, 1).join('\n'))).toMatchObject({
      fault: { kind: 'cut-off', sequence: 4 },
    });
    await expect(check('not an export')).rejects.toMatchObject({ code: 'audit.not-an-export' });
  });

  it('exports CSV in which no cell is a formula', async () => {
    features().audit.append({ kind: 'command', target: '=cmd|calc' });
    const text = await exported('csv');
    expect(text.split('\n')[0]).toContain('sequence,time');
    expect(text).toContain("'=cmd|calc");
    expect(text.trimEnd().split('\n').at(-1)).toContain(',head,');
  });

  it('never holds a secret', async () => {
    registerSecret('s3cret-of-the-plant');
    features().audit.append({
      kind: 'command',
      target: 'nc-db-01',
      detail: { command: 'login s3cret-of-the-plant' },
    });
    const { entries } = await test.client.audit.list({ count: 1 });
    expect(entries[0]?.detail).toEqual({ command: 'login ***' });
  });

  it('writes nothing of a batch that cannot be written whole', () => {
    const audit = new AuditService(features().profile, test.host.events);
    const before = audit.head();
    const notWritable = { kind: 'command', target: null as unknown as string } as const;
    expect(() => audit.append({ kind: 'command', target: 'first' }, notWritable)).toThrow();
    expect(audit.head()).toEqual(before);
  });
});
