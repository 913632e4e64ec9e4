select x.counter as counter, x.instance_name as instance_name, x.measured as measured, x.unit as unit,
       case when x.counter = 'Buffer cache hit ratio' and x.measured < 50 then 'bad'
            when x.counter = 'Buffer cache hit ratio' and x.measured < 90 then 'check'
            when x.counter = 'Page life expectancy' and x.measured < 300 then 'check'
            when x.counter = 'Memory Grants Pending' and x.measured > 0 then 'check'
            else 'ok' end as state
from (
  select 'Buffer cache hit ratio' as counter, '' as instance_name,
         cast(100.0 * max(case when rtrim(c.counter_name) = 'Buffer cache hit ratio' then c.cntr_value end) / nullif(max(case when rtrim(c.counter_name) = 'Buffer cache hit ratio base' then c.cntr_value end), 0) as decimal(9, 2)) as measured,
         '%' as unit
  from sys.dm_os_performance_counters c where c.object_name like '%:Buffer Manager%'
  union all
  select rtrim(c.counter_name), rtrim(c.instance_name), cast(c.cntr_value as decimal(20, 2)), 's'
  from sys.dm_os_performance_counters c where c.object_name like '%:Buffer Node%' and rtrim(c.counter_name) = 'Page life expectancy'
  union all
  select rtrim(c.counter_name), '', cast(case when rtrim(c.counter_name) = 'Memory Grants Pending' then c.cntr_value else c.cntr_value / 1024 end as decimal(20, 2)), case when rtrim(c.counter_name) = 'Memory Grants Pending' then 'requests' else 'MB' end
  from sys.dm_os_performance_counters c where c.object_name like '%:Memory Manager%' and rtrim(c.counter_name) in ('Memory Grants Pending', 'Target Server Memory (KB)', 'Total Server Memory (KB)')
) x
order by case when x.counter = 'Buffer cache hit ratio' then 1 when x.counter = 'Page life expectancy' then 2 else 3 end, x.instance_name
