select l.pid as pid,
       n.nspname as schema_name,
       c.relname as table_name,
       l.mode as lock_mode,
       l.granted as granted,
       cast(extract(epoch from clock_timestamp() - a.xact_start) as numeric(14,1)) as held_seconds,
       a.usename as user_name,
       a.application_name as application_name,
       a.state as state,
       a.query as last_statement
from pg_locks l
join pg_class c on c.oid = l.relation
join pg_namespace n on n.oid = c.relnamespace
left join pg_stat_activity a on a.pid = l.pid
where l.locktype = 'relation'
  and l.database = (select d.oid from pg_database d where d.datname = current_database())
  and l.mode in ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
  and n.nspname like cast(:schema_name as text)
order by l.granted, held_seconds desc nulls last, pid, table_name
limit 500
