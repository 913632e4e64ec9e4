select item, measured, unit, case when item in ('buffer cache hits', 'library cache hits') and measured < 80 then 'bad'
            when item in ('buffer cache hits', 'library cache hits') and measured < 95 then 'check'
            when item = 'shared pool free' and measured < 5 then 'check'
            when item = 'PGA in use of target' and measured > 90 then 'check'
            else 'ok' end as state
from (
  select 'buffer cache hits' as item,
         round(100 * (1 - sum(case when name = 'physical reads cache' then value end) / nullif(sum(case when name in ('consistent gets from cache', 'db block gets from cache') then value end), 0)), 2) as measured,
         '%' as unit
  from v$sysstat
  union all
  select 'library cache hits', round(100 * sum(pinhits) / nullif(sum(pins), 0), 2), '%' from v$librarycache
  union all
  select 'shared pool free', round(100 * sum(case when name = 'free memory' then bytes else 0 end) / nullif(sum(bytes), 0), 2), '%' from v$sgastat where pool = 'shared pool'
  union all
  select 'PGA in use of target', round(100 * sum(case when name = 'total PGA inuse' then value end) / nullif(sum(case when name = 'aggregate PGA target parameter' then value end), 0), 2), '%' from v$pgastat
)
order by case when item = 'buffer cache hits' then 1 else 2 end, item
