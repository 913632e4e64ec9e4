import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as Y from 'yjs';
import { wordsIn } from '../../src-main/contract/query-document';
import { LogRoom } from '../servers/log-room';
import { startTestHost, type TestHost } from '../servers/host';

/** What opens the kept profile, and what must be found in it. */
export interface Known {
  passphrase: string;
  recoveryKey: string;
  schemaVersion: number;
  secret: string;
  found: Found;
}

/** What a person sees in a profile, as the contract gives it. */
export interface Found {
  inventory: unknown;
  cases: unknown;
  evidence: unknown;
  queries: unknown;
  secrets: unknown;
  /** Since version 2. */
  tunnels?: unknown;
  runbooks?: unknown;
  audit?: unknown;
  /** Since version 3. */
  logs?: unknown;
  /** Since version 4. */
  documents?: unknown;
}

/** Reads a profile through the contract. */
export async function readProfile({ client }: TestHost): Promise<Found> {
  const cases = await client.cases.list({});
  const details = await Promise.all(cases.map(({ id }) => client.cases.get({ id })));
  const evidence = details.flatMap((detail) => detail.evidence);
  return {
    inventory: await client.systems.inventory({ archived: true }),
    cases: details,
    evidence: await Promise.all(evidence.map(({ id }) => client.cases.evidence({ id }))),
    ...(await readQueries(client)),
    secrets: await client.secrets.list({}),
    tunnels: (await client.tunnels.list({})).map(({ definition }) => definition),
    runbooks: (await client.runbooks.list({})).filter(({ origin }) => origin === 'library'),
    audit: await client.audit.verify({}),
    logs: {
      filters: await client.logs.savedFilters({}),
      formats: (await client.logs.formats({})).filter(({ origin }) => origin === 'user'),
      bookmarks: await client.logs.bookmarks({}),
      captures: (await client.logs.captures({})).captures,
    },
  };
}

/** Own queries, in the form of version 3 and as they are since. */
async function readQueries(
  client: TestHost['client'],
): Promise<Pick<Found, 'queries' | 'documents'>> {
  const { queries } = await client.queries.library({ origin: 'own', archived: true });
  const saved = await Promise.all(queries.map(({ id }) => client.queries.saved({ id })));
  const documents = await Promise.all(
    saved.map(async (query) => ({ query, versions: await client.queries.versions(query) })),
  );
  return {
    queries: saved.map(({ id, archived, updatedAt, title, description, ...query }) => ({
      id,
      name: wordsIn(title, 'zh'),
      description: wordsIn(description, 'zh'),
      dialect: query.statements[0]?.dialect,
      sql: query.statements[0]?.sql,
      parameters: query.parameters.map(({ label, ...parameter }) => ({
        ...parameter,
        label: wordsIn(label, 'zh'),
      })),
      archived,
      updatedAt,
    })),
    documents,
  };
}

const runbook = `
id: plant.free-space
version: 1
platform: os-linux
title: { zh: 剩余空间, en: Free space }
description: { zh: 查看剩余空间, en: Shows the free space }
steps:
  - name: { zh: 空间, en: Space }
    kind: shell
    script: df -Pk
`;

/** Makes the profile that is kept for a version of the schema. Run it once, before that version is released. */
export async function makeProfile(folder: string): Promise<Known> {
  rmSync(folder, { recursive: true, force: true });
  const passphrase = 'kept for ever 一二三';
  const test = await startTestHost({ folder: join(folder, 'profile'), passphrase });
  const { client } = test;
  const { text } = await client.systems.template({});
  await client.systems.import({ format: 'yaml', text });
  const { systems } = await client.systems.inventory({});
  await client.secrets.set({ name: 'erp-readonly', value: 'a secret 机密' });
  const statement = { dialect: 'postgresql', sql: 'select * from orders where id = :id' } as const;
  const query = await client.queries.save({
    title: { zh: '锁等待', en: 'Lock waits' },
    folder: '订单',
    tags: ['锁'],
    statements: [
      statement,
      { ...statement, dialect: 'mysql', product: 'mariadb', minimum: '10.6' },
    ],
    parameters: [{ name: 'id', type: 'number', choices: ['1', '2'] }],
    thresholds: [{ column: 'amount', is: '>=', value: 5, level: 'warning' }],
    key: ['id'],
  });
  await client.queries.save({ ...query, title: { zh: '谁在等锁', en: 'Who waits' } });
  const made = await client.cases.create({
    title: '月结失败',
    priority: 'P1',
    systemId: systems[0]?.id ?? null,
    reportedWords: '点了过账就转圈',
    reporter: '王工',
  });
  const note = await client.cases.createNote({ caseId: made.id, title: 'N', text: '# 记录\n' });
  await typeInto(test, note.id, 230);
  const data = Buffer.from([0xb4, 0xed, 0xce, 0xf3, 0x0a]).toString('base64');
  const log = { kind: 'file', name: 'alert.log', mediaType: 'text/plain', data } as const;
  const { id } = await client.cases.addEvidence({ caseId: made.id, source: log, remark: 'r' });
  await client.cases.removeEvidence({ id, removed: true });
  const remark = { kind: 'remark', text: '看到了' } as const;
  await client.cases.addEvidence({ caseId: made.id, source: remark });
  await client.cases.update({ id: made.id, status: 'in-progress' });
  const { endpoints } = await client.systems.inventory({});
  const host = endpoints.find(({ detail }) => detail.kind === 'ssh');
  const forward = { kind: 'local', listenHost: '127.0.0.1', listenPort: 15_210 } as const;
  const target = { targetHost: '127.0.0.1', targetPort: 1521 };
  await client.tunnels.save({ endpointId: host?.id ?? '', name: '账套库', ...forward, ...target });
  await client.runbooks.save({ text: runbook });
  await client.ssh.trust({ host: 'app01', port: 22, fingerprint: `SHA256:${'A'.repeat(43)}` });
  await keepLogs(test, made.id);
  const known: Known = {
    passphrase,
    recoveryKey: test.recoveryKey,
    schemaVersion: (await client.profile.info({})).schemaVersion,
    secret: 'a secret 机密',
    found: await readProfile(test),
  };
  await test.close();
  writeFileSync(join(folder, 'known.json'), `${JSON.stringify(known, null, 2)}\n`);
  return known;
}

const format = `
name: own
title: { zh: 自有, en: Own }
platform: any
heads: ['@@ %Y-%m-%d %H:%M:%S %L']
samples:
  - text: |
      @@ 2026-03-01 10:00:00 ERROR x
    records: 1
    levels: { error: 1 }
    first: 2026-03-01T10:00:00Z
    last: 2026-03-01T10:00:00Z
`;

/** A log that was dropped into the window, with all that can be kept about one. */
async function keepLogs(test: TestHost, caseId: string): Promise<void> {
  const { logs, cases } = test.client;
  await logs.saveFormat({ text: format, replaces: null });
  const error = { kind: 'level', level: 'error', andWorse: true, exclude: false } as const;
  const mark = { text: 'ORA-', regex: false, ignoreCase: false, tone: 2 };
  await logs.saveFilter({ id: null, name: '错误', filter: [error], highlights: [mark] });
  const content = Buffer.from('@@ 2026-03-01 10:00:00 ERROR 密码=甲乙丙\n  ORA-00060\n');
  const { id } = await logs.beginImport({ name: 'erp.log', bytes: content.length });
  await logs.importPiece({ id, at: 0, data: content.toString('base64') });
  await logs.endImport({ id, complete: true });
  const room = new LogRoom(test);
  const view = await room.open([{ kind: 'capture', captureId: id }]);
  await logs.bookmark({ id: view.id, row: 0, remark: '从这里开始' });
  const { generation } = await room.until(view.id, ({ rows }) => rows === 1);
  const rows: [number, number][] = [[0, 1]];
  const source = { kind: 'log' as const, viewId: view.id, generation, rows };
  const evidence = await cases.addEvidence({ caseId, source });
  const rule = { text: '密码=\\S+', regex: true, ignoreCase: false, replacement: '[密码]' };
  await cases.redactEvidence({ id: evidence.id, rules: [rule] });
  await logs.close({ id: view.id });
}

async function typeInto({ client }: TestHost, noteId: string, times: number): Promise<void> {
  const document = new Y.Doc();
  const { state } = await client.cases.openNote({ id: noteId });
  Y.applyUpdate(document, Buffer.from(state, 'base64'));
  for (let index = 0; index < times; index++) {
    const before = Y.encodeStateVector(document);
    document.getText('body').insert(document.getText('body').length, `${index} `);
    const update = Buffer.from(Y.encodeStateAsUpdate(document, before)).toString('base64');
    await client.cases.editNote({ id: noteId, updates: [update] });
  }
}
