select e.host as host,
       e.connection_id as connection_id,
       e.statement_id as statement_id,
       e.start_time as start_time,
       round(e.duration_microsec / 1000000, 1) as duration_seconds,
       round(e.cpu_time / 1000000, 1) as cpu_seconds,
       round(e.lock_wait_duration / 1000000, 1) as lock_wait_seconds,
       round(e.memory_size / 1048576, 1) as memory_mb,
       e.records as records,
       e.db_user as db_user,
       e.app_user as application_user,
       e.operation as operation,
       e.object_name as object_name,
       e.error_code as error_code,
       e.error_text as error_text,
       substring(e.statement_string, 1, 2000) as statement
from sys.m_expensive_statements e
where e.start_time >= add_seconds(current_timestamp, -3600 * to_integer(:hours))
order by e.duration_microsec desc
limit 200
