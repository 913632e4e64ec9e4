select r.rolname as role_name,
       r.rolcanlogin as can_login,
       r.rolsuper as is_superuser,
       r.rolcreaterole as can_create_roles,
       r.rolcreatedb as can_create_databases,
       r.rolreplication as can_replicate,
       r.rolbypassrls as bypasses_row_security,
       r.rolvaliduntil as valid_until,
       coalesce((select string_agg(g.rolname, ', ' order by g.rolname)
                 from pg_auth_members m join pg_roles g on g.oid = m.roleid
                 where m.member = r.oid
                   and (g.rolsuper or g.rolcreaterole or g.rolname in ('pg_execute_server_program', 'pg_write_server_files', 'pg_read_server_files', 'pg_write_all_data', 'pg_signal_backend', 'pg_checkpoint', 'pg_maintain'))), 'none') as powerful_memberships
from pg_roles r
where r.rolname not like 'pg\_%'
  and (r.rolsuper or r.rolcreaterole or r.rolcreatedb or r.rolreplication or r.rolbypassrls
       or exists (select 1 from pg_auth_members m join pg_roles g on g.oid = m.roleid
                  where m.member = r.oid
                    and (g.rolsuper or g.rolcreaterole or g.rolname in ('pg_execute_server_program', 'pg_write_server_files', 'pg_read_server_files', 'pg_write_all_data', 'pg_signal_backend', 'pg_checkpoint', 'pg_maintain'))))
order by r.rolsuper desc, r.rolcreaterole desc, r.rolname
limit 500
