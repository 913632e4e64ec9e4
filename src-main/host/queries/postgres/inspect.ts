import { PostgresSession, type PostgresTarget } from './session';

/** What a connection may do, for the warning that a login with fewer rights is safer. */
export interface ConnectionReport {
  server: string;
  username: string;
  superuser: boolean;
  /** Rights beyond reading: role attributes and predefined roles. */
  rights: string[];
  /** The server or the role begins transactions read only by itself. */
  readOnlyDefault: boolean;
  latencyMs: number;
}

const limits = { connectMs: 10_000, statementMs: 10_000, lockMs: 5_000 };

/** `to_jsonb` lets attributes be asked for that older servers do not have. */
const rightsSql = `
  SELECT r.name FROM pg_catalog.pg_roles me,
  LATERAL (VALUES
    ('superuser', me.rolsuper), ('createrole', me.rolcreaterole), ('createdb', me.rolcreatedb),
    ('replication', me.rolreplication), ('bypassrls', (to_jsonb(me) ->> 'rolbypassrls')::bool)
  ) AS r(name, has)
  WHERE me.rolname = current_user AND r.has
  UNION ALL
  SELECT g.rolname::text FROM pg_catalog.pg_roles g
  WHERE g.rolname IN ('pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program',
    'pg_write_all_data', 'pg_signal_backend', 'pg_maintain')
    AND pg_catalog.pg_has_role(current_user, g.oid, 'MEMBER')`;

/** Logs in, reads server version and rights, and leaves. @throws AppError as the session does */
export async function inspectConnection(
  target: PostgresTarget,
  signal: AbortSignal = new AbortController().signal,
): Promise<ConnectionReport> {
  const session = await PostgresSession.open(target, limits, signal, true);
  try {
    const rights = (await session.ask<{ name: string }>(rightsSql)).map((row) => row.name);
    const [setting] = await session.ask<{ value: string }>(
      `SELECT pg_catalog.current_setting('default_transaction_read_only') AS value`,
    );
    const { server, username, latencyMs } = session.identity;
    return {
      server,
      username,
      superuser: rights.includes('superuser'),
      rights: rights.includes('superuser') ? ['superuser'] : rights,
      readOnlyDefault: setting?.value === 'on',
      latencyMs,
    };
  } finally {
    await session.close();
  }
}
