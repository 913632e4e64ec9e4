select w.pid as waiting_pid,
       b.pid as blocking_pid,
       cast(extract(epoch from clock_timestamp() - w.query_start) as numeric(14,1)) as wait_seconds,
       cardinality(pg_blocking_pids(b.pid)) = 0 as root_blocker,
       w.datname as database_name,
       w.usename as waiting_user,
       w.application_name as waiting_application,
       cast(w.client_addr as text) as waiting_address,
       w.wait_event_type as wait_event_type,
       w.wait_event as wait_event,
       w.query as waiting_statement,
       b.usename as blocking_user,
       b.application_name as blocking_application,
       cast(b.client_addr as text) as blocking_address,
       b.state as blocking_state,
       b.xact_start as blocking_transaction_start,
       cast(extract(epoch from clock_timestamp() - b.xact_start) as numeric(14,1)) as blocking_transaction_seconds,
       b.query as blocking_last_statement
from pg_stat_activity w
cross join lateral unnest(pg_blocking_pids(w.pid)) as blocker(pid)
join pg_stat_activity b on b.pid = blocker.pid
where extract(epoch from clock_timestamp() - w.query_start) >= cast(:minimum_seconds as numeric)
   or w.query_start is null
order by wait_seconds desc nulls last, waiting_pid, blocking_pid
limit 500
