import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { startHana, type HanaServer } from '../../../../test/servers/hana';
import { hana } from '../../../../test/servers/hana-types';
import { startTds, type TdsServer } from '../../../../test/servers/tds';
import { tds } from '../../../../test/servers/tds-types';
import type { Dialect } from '../../../contract/dialects';
import { judge, type Judgement } from '../guard/index';
import type { DatabaseTarget, OwnStatement } from './port';
import { driverOf } from './registry';
import { directStream } from './stream';

/** Servers that cannot be had here: what our strict stand-ins were sent, the audit log must have been told. */

const password = 'Pa55word';
const limits = { connectMs: 10_000, statementMs: 20_000, lockMs: 5_000 };
const signal = new AbortController().signal;
const servers: { stop(): Promise<void>; violations: string[] }[] = [];
let told: OwnStatement[] = [];

const targetOf = (
  dialect: Dialect,
  port: number,
  more: Partial<DatabaseTarget> = {},
): DatabaseTarget => ({
  dialect,
  host: '127.0.0.1',
  port,
  database: '',
  username: 'reader',
  password,
  tls: 'off',
  authorities: [],
  schema: dialect === 'hana' ? 'sapabap1' : '',
  readOnlyIntent: true,
  oracle: { names: 'service', driver: 'thin', home: '' },
  open: (until, at) => directStream('127.0.0.1', at?.port ?? port)(until),
  sshId: null,
  tell: (own) => void told.push(own),
  ...more,
});

async function startSqlServer(): Promise<TdsServer> {
  const names = ['a', 'b', 'c', 'd', 'e'].map((name) => tds.nvarchar(name, 128));
  const server = await startTds({
    password,
    answer: (text) =>
      text.includes('SERVERPROPERTY')
        ? {
            columns: names,
            rows: [['15.0.4261.1', 'Standard', 'erp', 'reader', '2026-11-23T06:00:00.123']],
          }
        : text.includes('hanging')
          ? { columns: names.slice(0, 1), hangs: true }
          : { columns: names.slice(0, 1), rows: [] },
  });
  servers.push(server);
  return server;
}

async function startHdb(): Promise<HanaServer> {
  const names = ['A', 'B', 'C', 'D', 'E'].map((name) => hana.text(name));
  const server = await startHana({
    password,
    answer: (text) =>
      text.includes('M_DATABASE')
        ? {
            columns: names,
            rows: [['2.00.059.00', 'HDB', 'READER', '2026-11-23 06:00:00.123', '200001']],
          }
        : text.includes('hanging')
          ? { columns: names.slice(0, 1), hangs: true }
          : { columns: names.slice(0, 1), rows: [] },
  });
  servers.push(server);
  return server;
}

beforeEach(() => (told = []));
afterAll(async () => {
  for (const server of servers) {
    expect(server.violations).toEqual([]);
    await server.stop();
  }
});

const everything = (): string => told.map(({ sql }) => sql).join('\n');

describe.each([
  [
    'sqlserver',
    startSqlServer,
    "SELECT a.value('(/x)[1]', 'int') FROM t a",
    /^(?:set ansi_nulls on\n|IF @@TRANCOUNT)/,
    'ATTENTION',
  ],
  [
    'hana',
    startHdb,
    'SELECT LOWER(x), g.ST_X() FROM t',
    /^ROLLBACK$/,
    "ALTER SYSTEM CANCEL SESSION '200001'",
  ],
] as const)('a session of %s', (dialect, start, sql, unsaid, cancel) => {
  it('tells all that it sends by itself, and a cancel once', async () => {
    const server = await start();
    const driver = await driverOf(dialect);
    const session = await driver.open(targetOf(dialect, server.port), limits, 'read', signal);
    const judgement = await judge(dialect, sql);
    await session.check(judgement);
    await driver.rights(session).catch(() => undefined);
    const hanging = 'SELECT hanging';
    const judged = {
      statement: { text: hanging, parameters: [], order: [] },
    } as unknown as Judgement;
    const reading = session
      .cursor(judged, [])
      .read(1)
      .catch(() => 'stopped');
    await expect.poll(() => server.asked.at(-1)?.statement, { timeout: 25_000 }).toBe(hanging);
    await session.cancel();
    await session.cancel();
    expect(await reading).toBe('stopped');
    await session.close();
    const texts = everything();
    const unknown = server.asked
      .map(({ statement }) => statement)
      .filter((text) => text !== hanging && !unsaid.test(text) && !texts.includes(text));
    expect(unknown).toEqual([]);
    const purposes = told.map(({ purpose }) => purpose);
    expect(purposes[0]).toBe('session');
    expect(purposes.filter((purpose) => purpose === 'question').length).toBeGreaterThan(1);
    expect(told.filter(({ purpose }) => purpose === 'cancel').map((own) => own.sql)).toEqual([
      cancel,
    ]);
  });

  it('sends nothing that cannot be written down', async () => {
    const server = await start();
    const driver = await driverOf(dialect);
    const full = (purpose: OwnStatement['purpose']): Partial<DatabaseTarget> => ({
      tell: (own) => {
        if (own.purpose === purpose) throw new Error('the disk is full');
      },
    });
    await expect(
      driver.open(targetOf(dialect, server.port, full('session')), limits, 'read', signal),
    ).rejects.toThrow();
    expect(server.asked).toEqual([]);
    const session = await driver.open(
      targetOf(dialect, server.port, full('question')),
      limits,
      'read',
      signal,
    );
    const before = server.asked.length;
    await expect(session.check(await judge(dialect, sql))).rejects.toThrow('the disk is full');
    expect(server.asked).toHaveLength(before);
    await session.close();
  });
});

it('plans on SQL Server are asked for in batches, and the session rolls back after them', async () => {
  const server = await startSqlServer();
  const driver = await driverOf('sqlserver');
  const session = await driver.open(targetOf('sqlserver', server.port), limits, 'read', signal);
  const before = server.asked.length;
  await session.explain?.('SELECT 1');
  await session.close();
  expect(server.asked.slice(before).map(({ statement, batch }) => [statement, batch])).toEqual([
    ['SET SHOWPLAN_XML ON', true],
    ['SELECT 1', true],
    ['SET SHOWPLAN_XML OFF', true],
    ['IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION', true],
  ]);
  expect(everything()).toContain('SET SHOWPLAN_XML ON\nGO\nSELECT 1\nGO\nSET SHOWPLAN_XML OFF');
});
