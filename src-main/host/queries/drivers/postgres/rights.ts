import type { DatabaseSession, LoginRights } from '../port';

/** Qualified as in shadow.ts. `to_jsonb` lets attributes be asked for that older servers do not have. */
const rightsSql = `
  SELECT r.name FROM pg_catalog.pg_roles me,
  LATERAL (VALUES
    ('superuser', me.rolsuper), ('createrole', me.rolcreaterole), ('createdb', me.rolcreatedb),
    ('replication', me.rolreplication),
    ('bypassrls', (pg_catalog.to_jsonb(me) OPERATOR(pg_catalog.->>) 'rolbypassrls')::pg_catalog.bool)
  ) AS r(name, has)
  WHERE me.rolname OPERATOR(pg_catalog.=) current_user AND r.has
  UNION ALL
  SELECT g.rolname::pg_catalog.text FROM pg_catalog.pg_roles g
  WHERE g.rolname OPERATOR(pg_catalog.=) ANY (ARRAY['pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program',
    'pg_write_all_data', 'pg_signal_backend', 'pg_maintain']::pg_catalog.name[])
    AND pg_catalog.pg_has_role(current_user, g.oid, 'MEMBER')`;

/** Some tables of users that the login may write to; one is enough for the warning. */
const writableSql = `
  SELECT pg_catalog.concat(p.name, ' (', n.nspname, '.', c.relname, ')')
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace,
  LATERAL (VALUES ('INSERT'), ('UPDATE'), ('DELETE'), ('TRUNCATE')) AS p(name)
  WHERE c.relkind OPERATOR(pg_catalog.=) ANY (ARRAY['r', 'p']::pg_catalog."char"[])
    AND n.nspname OPERATOR(pg_catalog.!~) '^pg_' AND n.nspname OPERATOR(pg_catalog.<>) 'information_schema'
    AND pg_catalog.has_table_privilege(c.oid, p.name)
  LIMIT 3`;

/** Role attributes, predefined roles and tables of users that the login may change. */
export async function rightsOf(session: DatabaseSession): Promise<LoginRights> {
  const rights = (await session.ask(rightsSql)).map(([name]) => name ?? '');
  const [setting] = await session.ask(
    `SELECT pg_catalog.current_setting('default_transaction_read_only')`,
  );
  const superuser = rights.includes('superuser');
  if (!superuser) rights.push(...(await session.ask(writableSql)).map(([name]) => name ?? ''));
  return {
    rights: superuser ? ['superuser'] : rights,
    superuser,
    readOnlyDefault: setting?.[0] === 'on',
  };
}
