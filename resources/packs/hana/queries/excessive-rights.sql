select g.grantee as user_name,
       g.privilege as granted_right,
       case when g.privilege in ('DATA ADMIN', 'USER ADMIN', 'ROLE ADMIN', 'INIFILE ADMIN', 'SYSTEM REPLICATION ADMIN', 'DATABASE ADMIN') then 'dangerous' else 'check' end as risk,
       g.is_grantable as is_grantable,
       u.user_deactivated as deactivated,
       u.last_successful_connect as last_connect
from sys.granted_privileges g
left join sys.users u on u.user_name = g.grantee
where g.grantee_type = 'USER'
  and g.object_type = 'SYSTEMPRIVILEGE'
  and g.privilege in ('DATA ADMIN', 'USER ADMIN', 'ROLE ADMIN', 'INIFILE ADMIN', 'SYSTEM REPLICATION ADMIN', 'DATABASE ADMIN', 'SERVICE ADMIN', 'SESSION ADMIN', 'BACKUP ADMIN', 'IMPORT', 'EXPORT', 'CREATE REMOTE SOURCE', 'AUDIT ADMIN')
  and g.grantee not in ('SYS', 'SYSTEM', '_SYS_REPO')
union all
select r.grantee, r.role_name, 'dangerous', r.is_grantable, u.user_deactivated, u.last_successful_connect
from sys.granted_roles r
left join sys.users u on u.user_name = r.grantee
where r.grantee_type = 'USER'
  and r.role_name in ('SAP_INTERNAL_HANA_SUPPORT', 'CONTENT_ADMIN', '_SYS_BIC_CP_ALL')
union all
select u.user_name, 'SYSTEM user active', 'check', 'FALSE', u.user_deactivated, u.last_successful_connect
from sys.users u
where u.user_name = 'SYSTEM' and u.user_deactivated = 'FALSE'
order by risk desc, user_name, granted_right
limit 500
