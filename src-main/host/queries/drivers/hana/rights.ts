import type { DatabaseSession, LoginRights } from '../port';

/** What everybody has, and what only lets one read (SAP HANA Security Guide, “System Privileges”). */
const harmless = `'SELECT', 'CATALOG READ', 'EXPORT', 'DATA ADMIN_READ'`;

const rightsSql = `SELECT DISTINCT PRIVILEGE FROM SYS.EFFECTIVE_PRIVILEGES
WHERE USER_NAME = CURRENT_USER
  AND (OBJECT_TYPE = 'SYSTEMPRIVILEGE' OR OBJECT_TYPE IN ('SCHEMA', 'TABLE') AND SCHEMA_NAME <> CURRENT_USER AND SCHEMA_NAME NOT LIKE '\\_SYS%' ESCAPE '\\' AND SCHEMA_NAME <> 'SYS')
  AND PRIVILEGE NOT IN (${harmless})
ORDER BY 1`;

const userSql = 'SELECT CURRENT_USER FROM DUMMY';

/** System privileges, and rights to change schemas that are not the login's own; SYSTEM has all. */
export async function rightsOf(session: DatabaseSession): Promise<LoginRights> {
  const [user] = await session.ask(userSql);
  const superuser = user?.[0] === 'SYSTEM';
  const rights = (await session.ask(rightsSql)).map(([name]) => name ?? '');
  return { rights: superuser ? ['SYSTEM'] : rights, superuser, readOnlyDefault: false };
}
