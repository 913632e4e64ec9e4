import type { DatabaseEndpoint, Dialect } from '../../../src-main/contract/index';

export const tlsModes = ['off', 'prefer', 'require', 'verify'] as const;
export const oracleNames = ['service', 'sid'] as const;
export const oracleDrivers = ['thin', 'thick', 'sqlplus'] as const;

/** What a form asks of a database besides its log-in, as typed. */
export interface DatabaseDraft {
  dialect: Dialect;
  database: string;
  tls: (typeof tlsModes)[number];
  authorityPath: string;
  schema: string;
  readOnlyIntent: boolean;
  oracleNames: (typeof oracleNames)[number];
  oracleDriver: (typeof oracleDrivers)[number];
  oracleHome: string;
  /** SSH host of a log, or of a database's tunnel; empty for none. */
  sshId: string;
}

/** Whether a session can be told which schema names without one mean; MySQL's schemas are its databases. */
export function takesSchema(dialect: Dialect): boolean {
  return dialect === 'postgresql' || dialect === 'oracle' || dialect === 'hana';
}

/** Whether a form asks how an Oracle database is reached. */
export function takesOracle(draft: Pick<DatabaseDraft, 'dialect'> & { kind: string }): boolean {
  return draft.kind === 'database' && draft.dialect === 'oracle';
}

/** What is saved of a database's form. A SQLite file has no server: what only servers have stays as it is by itself. */
export function databaseOf(
  draft: DatabaseDraft,
  login: Pick<DatabaseEndpoint, 'host' | 'port' | 'username' | 'secret'>,
): DatabaseEndpoint {
  const file = draft.dialect === 'sqlite';
  const oracle = draft.dialect === 'oracle';
  return {
    kind: 'database',
    dialect: draft.dialect,
    ...(file ? { host: '', port: 0, username: '', secret: null } : login),
    database: draft.database.trim(),
    sshId: file || draft.sshId === '' ? null : draft.sshId,
    tls: draft.tls,
    authorityPath: !file && draft.tls === 'verify' ? draft.authorityPath.trim() : '',
    schema: takesSchema(draft.dialect) ? draft.schema.trim() : '',
    readOnlyIntent: draft.readOnlyIntent,
    oracle: {
      names: oracle ? draft.oracleNames : 'service',
      driver: oracle ? draft.oracleDriver : 'thin',
      home: oracle && draft.oracleDriver !== 'thin' ? draft.oracleHome.trim() : '',
    },
  };
}
