select * from (
  select u.username as user_name,
         g.granted_right as granted_right,
         case when g.granted_right in ('DBA', 'SYSDBA', 'IMP_FULL_DATABASE', 'EXECUTE ANY PROCEDURE', 'ALTER SYSTEM', 'BECOME USER', 'GRANT ANY PRIVILEGE', 'GRANT ANY ROLE', 'ALTER USER', 'CREATE ANY DIRECTORY') then 'dangerous' else 'check' end as risk,
         g.admin_option as admin_option,
         u.account_status as account_status,
         u.expiry_date as password_expires,
         u.profile as profile
  from dba_users u
  join (
    select r.grantee, r.granted_role as granted_right, r.admin_option from dba_role_privs r where r.granted_role in ('DBA', 'IMP_FULL_DATABASE', 'EXP_FULL_DATABASE', 'DATAPUMP_IMP_FULL_DATABASE', 'EXECUTE_CATALOG_ROLE')
    union all
    select p.grantee, p.privilege, p.admin_option from dba_sys_privs p where p.privilege like '% ANY %' or p.privilege in ('ALTER SYSTEM', 'ALTER DATABASE', 'ALTER USER', 'BECOME USER')
    union all
    select w.username, 'SYSDBA', 'NO' from v$pwfile_users w where w.sysdba = 'TRUE'
  ) g on g.grantee = u.username
  where u.username not in ('SYS', 'SYSTEM', 'DBSNMP', 'XDB', 'MDSYS', 'CTXSYS', 'WMSYS', 'ORDSYS', 'OUTLN', 'OLAPSYS', 'LBACSYS', 'GSMADMIN_INTERNAL', 'DVSYS', 'APPQOSSYS', 'SYSBACKUP', 'SYSDG', 'SYSKM', 'SYSRAC', 'AUDSYS', 'OJVMSYS', 'SI_INFORMTN_SCHEMA')
  order by case when g.granted_right in ('DBA', 'SYSDBA') then 1 else 2 end, u.username, g.granted_right
) where rownum <= 1000
