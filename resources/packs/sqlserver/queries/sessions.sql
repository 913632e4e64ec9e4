select top (500)
       s.login_name as login_name,
       coalesce(s.host_name, '') as host_name,
       coalesce(s.program_name, '') as program_name,
       coalesce(db_name(s.database_id), '') as database_name,
       s.status as status,
       count(*) as sessions,
       sum(case when s.open_transaction_count > 0 then 1 else 0 end) as with_open_transaction,
       min(s.login_time) as oldest_login,
       max(s.last_request_end_time) as last_activity
from sys.dm_exec_sessions s
where s.is_user_process = 1
group by s.login_name, coalesce(s.host_name, ''), coalesce(s.program_name, ''), coalesce(db_name(s.database_id), ''), s.status
order by sessions desc
