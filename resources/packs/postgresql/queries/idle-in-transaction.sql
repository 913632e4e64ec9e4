select a.pid as pid,
       cast(extract(epoch from clock_timestamp() - a.state_change) as numeric(14,1)) as idle_seconds,
       cast(extract(epoch from clock_timestamp() - a.xact_start) as numeric(14,1)) as transaction_seconds,
       a.state as state,
       (select count(*) from pg_locks l where l.pid = a.pid and l.granted and l.locktype = 'relation') as relation_locks,
       a.backend_xid is not null as has_written,
       a.datname as database_name,
       a.usename as user_name,
       a.application_name as application_name,
       cast(a.client_addr as text) as client_address,
       a.xact_start as transaction_start,
       a.query as last_statement
from pg_stat_activity a
where a.state in ('idle in transaction', 'idle in transaction (aborted)')
  and a.state_change <= clock_timestamp() - cast(:minimum_seconds as numeric) * interval '1 second'
order by idle_seconds desc
limit 500
