select top (500)
       r.session_id as session_id,
       r.total_elapsed_time / 1000 as running_seconds,
       r.start_time as start_time,
       r.status as status,
       r.command as command,
       r.percent_complete as percent_complete,
       r.wait_type as wait_type,
       r.wait_time / 1000 as wait_seconds,
       r.cpu_time / 1000 as cpu_seconds,
       r.logical_reads as logical_reads,
       r.writes as writes,
       db_name(r.database_id) as database_name,
       s.login_name as login_name,
       s.host_name as host_name,
       s.program_name as program_name,
       substring(t.text, r.statement_start_offset / 2 + 1, case when r.statement_end_offset < 0 then 4000 else (r.statement_end_offset - r.statement_start_offset) / 2 + 1 end) as statement
from sys.dm_exec_requests r
join sys.dm_exec_sessions s on s.session_id = r.session_id
outer apply sys.dm_exec_sql_text(r.sql_handle) t
where s.is_user_process = 1
  and r.session_id <> @@spid
  and r.total_elapsed_time >= cast(:minimum_seconds as bigint) * 1000
order by r.total_elapsed_time desc
