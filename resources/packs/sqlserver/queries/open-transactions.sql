select top (500)
       st.session_id as session_id,
       t.transaction_id as transaction_id,
       datediff(second, t.transaction_begin_time, sysdatetime()) as open_seconds,
       s.status as session_status,
       t.name as transaction_name,
       t.transaction_begin_time as transaction_start,
       sum(d.database_transaction_log_bytes_used) / 1048576 as log_mb,
       count(d.database_id) as databases_touched,
       s.login_name as login_name,
       s.host_name as host_name,
       s.program_name as program_name,
       s.last_request_end_time as last_activity
from sys.dm_tran_session_transactions st
join sys.dm_tran_active_transactions t on t.transaction_id = st.transaction_id
join sys.dm_exec_sessions s on s.session_id = st.session_id
left join sys.dm_tran_database_transactions d on d.transaction_id = t.transaction_id
where t.transaction_begin_time <= dateadd(second, -cast(:minimum_seconds as int), sysdatetime())
  and s.is_user_process = 1
group by st.session_id, t.transaction_id, t.transaction_begin_time, s.status, t.name, s.login_name, s.host_name, s.program_name, s.last_request_end_time
order by open_seconds desc
