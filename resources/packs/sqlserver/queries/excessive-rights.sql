select top (500) x.login_name as login_name, x.granted_right as granted_right, x.login_type as login_type, x.is_disabled as is_disabled, x.created_at as created_at, x.sessions as sessions
from (
  select m.name as login_name, r.name as granted_right, m.type_desc as login_type, m.is_disabled, m.create_date as created_at,
         (select count(*) from sys.dm_exec_sessions s where s.login_name = m.name) as sessions
  from sys.server_role_members rm
  join sys.server_principals r on r.principal_id = rm.role_principal_id
  join sys.server_principals m on m.principal_id = rm.member_principal_id
  union all
  select p.name, sp.permission_name, p.type_desc, p.is_disabled, p.create_date, (select count(*) from sys.dm_exec_sessions s where s.login_name = p.name)
  from sys.server_permissions sp
  join sys.server_principals p on p.principal_id = sp.grantee_principal_id
  where sp.state in ('G', 'W') and sp.permission_name in ('CONTROL SERVER', 'ALTER ANY LOGIN', 'IMPERSONATE ANY LOGIN', 'UNSAFE ASSEMBLY')
) x
order by case x.granted_right when 'sysadmin' then 1 when 'CONTROL SERVER' then 2 else 3 end, x.login_name
