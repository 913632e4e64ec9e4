/** The SQL Server of our own making with the program's driver on it, for tests of both. */
import type { Row } from '../../src-main/contract/queries';
import type { DatabaseTarget, SessionMode } from '../../src-main/host/queries/drivers/port';
import { runStatement, type RunRequest } from '../../src-main/host/queries/drivers/run';
import { driver } from '../../src-main/host/queries/drivers/sqlserver/index';
import { directStream } from '../../src-main/host/queries/drivers/stream';
import type { Judgement } from '../../src-main/host/queries/guard/index';
import { startTds, type TdsAnswer, type TdsOptions, type TdsServer } from './tds';
import { tds } from './tds-types';

export const password = 'Pa55:wörd';
export const limits = { connectMs: 10_000, statementMs: 20_000, lockMs: 5_000 };
export const signal = new AbortController().signal;

export const identity: TdsAnswer = {
  columns: ['a', 'b', 'c', 'd', 'e'].map((name) => tds.nvarchar(name, 128)),
  rows: [['15.0.4261.1', 'Standard Edition (64-bit)', 'erp', 'reader', '2026-11-23T06:00:00.123']],
};

/** A judgement of a statement that the guard let through: `@p1…` stand in it already. */
export function judged(text: string): Judgement {
  return {
    verdict: { verdict: 'read' },
    statement: { text, parameters: [], toTyped: (offset: number) => offset },
  } as unknown as Judgement;
}

export const requestFor = (text: string, more: Partial<RunRequest> = {}): RunRequest => ({
  judgement: judged(text),
  typed: text,
  values: [],
  maxRows: 1_000,
  timeoutMs: 20_000,
  ...more,
});

const servers: TdsServer[] = [];
export async function serve(
  answers: Record<string, TdsAnswer>,
  options: Partial<TdsOptions> = {},
): Promise<TdsServer> {
  const server = await startTds({
    password,
    answer: (text) => (text.includes('SERVERPROPERTY') ? identity : answers[text]),
    ...options,
  });
  servers.push(server);
  return server;
}

export function targetOf(
  { port }: { port: number },
  more: Partial<DatabaseTarget> = {},
): DatabaseTarget {
  return {
    dialect: 'sqlserver',
    host: '127.0.0.1',
    port,
    database: 'erp',
    username: 'reader',
    password,
    tls: 'prefer',
    authorities: [],
    schema: '',
    readOnlyIntent: true,
    oracle: { names: 'service', driver: 'thin', home: '' },
    open: directStream('127.0.0.1', port),
    sshId: null,
    tell: () => undefined,
    ...more,
  };
}

export async function readAll(server: TdsServer, text: string, more: Partial<RunRequest> = {}) {
  const rows: Row[] = [];
  const clipped: unknown[] = [];
  const sink = {
    begin: () => undefined,
    rows: (batch: Row[], cells: readonly unknown[]) => {
      rows.push(...batch);
      clipped.push(...cells);
    },
  };
  const outcome = await runStatement(targetOf(server), requestFor(text, more), sink, signal);
  return { rows, clipped, columns: outcome.columns, outcome };
}

export const opened = (
  server: TdsServer,
  more: Partial<DatabaseTarget> = {},
  mode: SessionMode = 'read',
) => driver.open(targetOf(server, more), limits, mode, signal);

/** Ends all servers; fails where a client went against the protocol. */
export async function stopServers(): Promise<void> {
  for (const { violations, stop } of servers.splice(0)) {
    await stop();
    if (violations.length > 0) throw new Error(violations.join('; '));
  }
}
