import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openLogDesk } from '../../../test/servers/log-desk';
import { startTestHost, type TestHost } from '../../../test/servers/host';
import { startPostgres, type PostgresServer } from '../../../test/servers/postgres';
import { startSshServer, type SshServer } from '../../../test/servers/ssh';
import { describeWith } from '../../../test/servers/vitest';
import { readStream } from '../../contract/wire/index';

const sha256 = (bytes: string | Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');

describeWith(['sshd', 'ssh-client', 'postgres'], 'evidence from real servers', () => {
  let test: TestHost;
  let ssh: SshServer;
  let postgres: PostgresServer;
  let caseId: string;
  beforeAll(async () => {
    [ssh, postgres, test] = await Promise.all([startSshServer(), startPostgres(), startTestHost()]);
    caseId = (await test.client.cases.create({ title: '月结失败' })).id;
  });
  afterAll(async () => {
    await test?.close();
    await Promise.all([ssh?.stop(), postgres?.stop()]);
  });

  it('keeps log lines and rows byte for byte, and opens them when no server is there any more', async () => {
    const { client } = test;
    const desk = await openLogDesk(test, { ...ssh, identityPath: ssh.keys.ed25519.path });
    // 错误 in GB18030 between two lines of ASCII, with CRLF.
    const lines = ['first\r\n', Buffer.from([0xb4, 0xed, 0xce, 0xf3, 0x0d, 0x0a]), 'third\n'].map(
      (line) => Buffer.from(line),
    );
    const path = join(mkdtempSync(join(tmpdir(), 'fieldbench-sources-')), 'erp.log');
    writeFileSync(path, Buffer.concat(lines));
    const tail = await desk.open(path, { encoding: 'gb18030' });
    const { generation } = await desk.until(tail.id, ({ rows }) => rows === 3);
    const chosen: [number, number][] = [[1, 3]];
    const source = { kind: 'log' as const, viewId: tail.id, generation, rows: chosen };
    const log = await client.cases.addEvidence({ caseId, source, remark: '看第二行' });
    const bytes = Buffer.concat(lines.slice(1));
    expect(log).toMatchObject({
      ordinal: 1,
      sha256: sha256(bytes),
      bytes: bytes.length,
      preview: '错误\nthird',
    });
    expect(log.provenance).toMatchObject({
      kind: 'log',
      system: 'ERP',
      environment: 'production',
      path,
      byteFrom: lines[0]!.length,
      byteTo: lines[0]!.length + bytes.length,
      sha256: sha256(bytes),
    });

    const [system] = (await client.systems.inventory({})).systems;
    await client.secrets.set({ name: 'reader', value: postgres.reader.password });
    const { host, port, database } = postgres;
    const detail = { kind: 'database', dialect: 'postgresql', host, port, database } as const;
    const endpoint = await client.systems.saveEndpoint({
      systemId: system!.id,
      name: 'db',
      detail: { ...detail, username: postgres.reader.user, secret: 'reader' },
    });
    const sql =
      "SELECT i AS id, '库存' || i AS name, NULL AS nothing FROM generate_series(1, 5) AS i";
    const { id: resultId } = await client.queries.run({ endpointId: endpoint.id, sql });
    for await (const states of readStream(client, client.queries.follow({ id: resultId })))
      if (states.some(({ state }) => state === 'done')) break;
    const rows = await client.cases.addEvidence({
      caseId,
      source: { kind: 'result', resultId, rows: [0, 4] },
    });
    const json = '["1","库存1",null]\n["5","库存5",null]\n';
    expect(rows).toMatchObject({
      ordinal: 2,
      sha256: sha256(json),
      preview: '1 | 库存1 | NULL\n5 | 库存5 | NULL',
      provenance: {
        sql,
        rows: [0, 4],
        rowCount: 2,
        server: expect.stringContaining('PostgreSQL') as string,
      },
    });

    const empty = await client.queries.run({
      endpointId: endpoint.id,
      sql: 'SELECT 1 AS blocked WHERE false',
    });
    for await (const states of readStream(client, client.queries.follow({ id: empty.id })))
      if (states.some(({ state }) => state === 'done')) break;
    const nothing = await client.cases.addEvidence({
      caseId,
      source: { kind: 'result', resultId: empty.id, rows: null },
    });

    await Promise.all([ssh.stop(), postgres.stop()]);
    await client.vault.lock({});
    await client.vault.unlock({ passphrase: test.passphrase });
    expect(await client.cases.evidence({ id: log.id })).toMatchObject({
      verified: true,
      content: { kind: 'text', text: '错误\nthird', encoding: 'gb18030' },
    });
    expect(await client.cases.evidence({ id: rows.id, from: 1, count: 1 })).toMatchObject({
      verified: true,
      content: {
        kind: 'rows',
        columns: [{ name: 'id', align: 'right' }, { name: 'name' }, { name: 'nothing' }],
        rows: [['5', '库存5', null]],
        total: 2,
      },
    });
    // A query that found nothing is a finding too.
    expect(await client.cases.evidence({ id: nothing.id })).toMatchObject({
      verified: true,
      content: { kind: 'rows', columns: [{ name: 'blocked' }], rows: [], total: 0 },
    });
    const { text } = await client.cases.export({ id: caseId, format: 'html', language: 'zh-CN' });
    for (const part of [
      '错误',
      '库存5',
      sha256(bytes),
      sha256(json),
      '看第二行',
      'generate_series',
    ])
      expect(text).toContain(part);
    // Two rows of five, numbered as the grid numbers them.
    expect(text.replaceAll(/<[^>]*>|\s+/g, ' ')).toMatch(/取出的行号 +1, 5 +取出的行数 +2 /);
  });

  it('says so when the view or the result is gone', async () => {
    const nothing = '01890000-0000-7000-8000-000000000000';
    const chosen: [number, number][] = [[0, 1]];
    const log = { kind: 'log' as const, viewId: 'gone', generation: 0, rows: chosen };
    const result = { kind: 'result', resultId: nothing, rows: null } as const;
    const { cases } = test.client;
    await expect(cases.addEvidence({ caseId, source: log })).rejects.toMatchObject({
      code: 'logs.tail-gone',
    });
    await expect(cases.addEvidence({ caseId, source: result })).rejects.toMatchObject({
      code: 'sql.result-gone',
    });
    expect((await cases.get({ id: caseId })).evidence).toHaveLength(3);
  });
});
