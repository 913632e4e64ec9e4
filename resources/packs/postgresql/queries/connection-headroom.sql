select 'server' as scope,
       count(*) as used_connections,
       cast(current_setting('max_connections') as integer) as max_connections,
       cast(current_setting('superuser_reserved_connections') as integer) as reserved_connections,
       cast(current_setting('max_connections') as integer) - cast(current_setting('superuser_reserved_connections') as integer) - count(*) as free_connections,
       round(100.0 * count(*) / (cast(current_setting('max_connections') as integer) - cast(current_setting('superuser_reserved_connections') as integer)), 1) as used_percent,
       count(*) filter (where a.state = 'idle') as idle_connections,
       count(*) filter (where a.state like 'idle in transaction%') as idle_in_transaction
from pg_stat_activity a
where a.backend_type = 'client backend'
union all
select 'database ' || d.datname, count(a.pid), d.datconnlimit, 0, d.datconnlimit - count(a.pid),
       round(100.0 * count(a.pid) / d.datconnlimit, 1),
       count(a.pid) filter (where a.state = 'idle'),
       count(a.pid) filter (where a.state like 'idle in transaction%')
from pg_database d
left join pg_stat_activity a on a.datid = d.oid
where d.datconnlimit > 0
group by d.datname, d.datconnlimit
order by used_percent desc nulls last
