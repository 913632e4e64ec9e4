import type { DatabaseSession, LoginRights } from '../port';

/**
 * Roles and privileges beyond reading that the session has. SESSION_ROLES and SESSION_PRIVS are
 * there for everybody (Oracle, “Database Reference”), and count what comes by way of a role.
 */
const rightsSql = `
SELECT 'SYSDBA' FROM dual WHERE SYS_CONTEXT('USERENV', 'ISDBA') = 'TRUE'
UNION ALL
SELECT role FROM session_roles
 WHERE role IN ('DBA', 'IMP_FULL_DATABASE', 'DATAPUMP_IMP_FULL_DATABASE', 'EXECUTE_CATALOG_ROLE',
  'SCHEDULER_ADMIN', 'RESOURCE')
UNION ALL
SELECT privilege FROM session_privs
 WHERE privilege NOT IN ('ALTER SESSION', 'CREATE SESSION')
   AND (privilege LIKE 'ALTER%' OR privilege LIKE 'CREATE%' OR privilege LIKE 'DROP%'
     OR privilege LIKE 'INSERT%' OR privilege LIKE 'UPDATE%' OR privilege LIKE 'DELETE%'
     OR privilege LIKE 'EXECUTE%' OR privilege LIKE 'GRANT%' OR privilege LIKE 'LOCK%'
     OR privilege LIKE 'ADMINISTER%' OR privilege LIKE 'MANAGE%'
     OR privilege IN ('BECOME USER', 'SYSDBA', 'SYSOPER', 'UNLIMITED TABLESPACE'))`;

const openModeSql = `SELECT SYS_CONTEXT('USERENV', 'DATABASE_ROLE') FROM dual`;

/** Roles and privileges beyond reading; a DBA has all. */
export async function rightsOf(session: DatabaseSession): Promise<LoginRights> {
  const rights = (await session.ask(rightsSql)).map(([name]) => name ?? '');
  const [role] = await session.ask(openModeSql);
  const superuser = rights.includes('DBA') || rights.includes('SYSDBA');
  return {
    rights: superuser ? rights.filter((each) => each === 'DBA' || each === 'SYSDBA') : rights,
    superuser,
    // A standby takes no change whoever asks.
    readOnlyDefault: (role?.[0] ?? 'PRIMARY') !== 'PRIMARY',
  };
}
