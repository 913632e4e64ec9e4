import type { DatabaseSession, LoginRights } from '../port';

/**
 * What the login may do beyond reading: server roles, database roles, and permissions that
 * reach outside of the database or change it (Microsoft, “Server-level roles”, “HAS_PERMS_BY_NAME”).
 * A permission that the server's version does not know gives NULL and is left out.
 */
const rightsSql = `
  SELECT r.name FROM (VALUES
    ('sysadmin'), ('serveradmin'), ('securityadmin'), ('processadmin'), ('setupadmin'), ('bulkadmin'),
    ('diskadmin'), ('dbcreator')
  ) AS r(name) WHERE IS_SRVROLEMEMBER(r.name) = 1
  UNION ALL
  SELECT r.name FROM (VALUES
    ('db_owner'), ('db_datawriter'), ('db_ddladmin'), ('db_securityadmin'), ('db_accessadmin'),
    ('db_backupoperator')
  ) AS r(name) WHERE IS_MEMBER(r.name) = 1
  UNION ALL
  SELECT p.name FROM (VALUES
    ('CONTROL SERVER'), ('ALTER ANY LOGIN'), ('ALTER SETTINGS'), ('SHUTDOWN'), ('ADMINISTER BULK OPERATIONS'),
    ('ALTER ANY CONNECTION'), ('IMPERSONATE ANY LOGIN')
  ) AS p(name) WHERE HAS_PERMS_BY_NAME(NULL, NULL, p.name) = 1
  UNION ALL
  SELECT p.name FROM (VALUES
    ('CONTROL'), ('INSERT'), ('UPDATE'), ('DELETE'), ('EXECUTE'), ('ALTER')
  ) AS p(name) WHERE HAS_PERMS_BY_NAME(DB_NAME(), 'DATABASE', p.name) = 1`;

const updateabilitySql = `SELECT CAST(DATABASEPROPERTYEX(DB_NAME(), 'Updateability') AS nvarchar(60))`;

/** Roles and permissions beyond reading; a sysadmin has all. */
export async function rightsOf(session: DatabaseSession): Promise<LoginRights> {
  const rights = (await session.ask(rightsSql)).map(([name]) => name ?? '');
  const [setting] = await session.ask(updateabilitySql);
  const superuser = rights.includes('sysadmin') || rights.includes('CONTROL SERVER');
  return {
    rights: superuser ? ['sysadmin'] : rights,
    superuser,
    readOnlyDefault: setting?.[0] === 'READ_ONLY',
  };
}
