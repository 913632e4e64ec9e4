select a.pid as pid,
       cast(extract(epoch from clock_timestamp() - a.query_start) as numeric(14,1)) as running_seconds,
       a.datname as database_name,
       a.usename as user_name,
       a.application_name as application_name,
       cast(a.client_addr as text) as client_address,
       a.wait_event_type as wait_event_type,
       a.wait_event as wait_event,
       a.backend_type as backend_type,
       a.xact_start as transaction_start,
       a.query_start as query_start,
       a.query as statement
from pg_stat_activity a
where a.state = 'active'
  and a.pid <> pg_backend_pid()
  and a.backend_type <> 'walsender'
  and a.query_start <= clock_timestamp() - cast(:minimum_seconds as numeric) * interval '1 second'
order by running_seconds desc
limit 500
