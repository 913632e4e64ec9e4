select top (500)
       r.session_id as waiting_session,
       r.blocking_session_id as blocking_session,
       r.wait_time / 1000 as wait_seconds,
       r.wait_type as wait_type,
       r.wait_resource as wait_resource,
       db_name(r.database_id) as database_name,
       s.login_name as waiting_login,
       s.host_name as waiting_host,
       s.program_name as waiting_program,
       substring(t.text, r.statement_start_offset / 2 + 1, case when r.statement_end_offset < 0 then 4000 else (r.statement_end_offset - r.statement_start_offset) / 2 + 1 end) as waiting_statement,
       b.login_name as blocking_login,
       b.host_name as blocking_host,
       b.program_name as blocking_program,
       b.status as blocking_status,
       b.open_transaction_count as open_transactions,
       b.last_request_end_time as blocking_last_activity,
       coalesce(br.blocking_session_id, 0) as blocked_by_others,
       bt.text as blocking_last_statement
from sys.dm_exec_requests r
join sys.dm_exec_sessions s on s.session_id = r.session_id
left join sys.dm_exec_sessions b on b.session_id = r.blocking_session_id
left join sys.dm_exec_requests br on br.session_id = r.blocking_session_id
left join sys.dm_exec_connections c on c.session_id = r.blocking_session_id
outer apply sys.dm_exec_sql_text(r.sql_handle) t
outer apply sys.dm_exec_sql_text(c.most_recent_sql_handle) bt
where r.blocking_session_id <> 0
  and r.wait_time >= cast(:minimum_seconds as bigint) * 1000
order by r.wait_time desc
