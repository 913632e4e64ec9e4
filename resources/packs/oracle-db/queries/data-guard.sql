select d.name as item,
       (select b.database_role from v$database b) as database_role,
       'LAG' as state,
       extract(day from to_dsinterval(d.value)) * 86400 + extract(hour from to_dsinterval(d.value)) * 3600 + extract(minute from to_dsinterval(d.value)) * 60 + extract(second from to_dsinterval(d.value)) as lag_seconds,
       d.time_computed as measured_at,
       cast(null as varchar2(256)) as error
from v$dataguard_stats d
where d.name in ('transport lag', 'apply lag')
  and d.value is not null
union all
select 'destination ' || a.dest_id, a.type, a.status, null, a.destination, a.error
from v$archive_dest_status a
where a.status not in ('INACTIVE')
  and (a.error is not null or a.type <> 'LOCAL')
order by state, lag_seconds desc nulls last
