select c.name as name,
       cast(c.value as bigint) as configured,
       cast(c.value_in_use as bigint) as in_use,
       case when c.value <> c.value_in_use then 1 else 0 end as pending,
       case when c.name in ('xp_cmdshell', 'Ole Automation Procedures', 'clr enabled') and cast(c.value_in_use as bigint) = 1 then 'dangerous'
            when c.name = 'max server memory (MB)' and cast(c.value_in_use as bigint) = 2147483647 then 'check'
            when c.name = 'cost threshold for parallelism' and cast(c.value_in_use as bigint) = 5 then 'check'
            when c.name = 'priority boost' and cast(c.value_in_use as bigint) = 1 then 'dangerous'
            else 'none' end as risk,
       c.is_dynamic as is_dynamic,
       c.description as description
from sys.configurations c
where c.name in ('max server memory (MB)', 'min server memory (MB)', 'max degree of parallelism', 'cost threshold for parallelism', 'optimize for ad hoc workloads', 'xp_cmdshell', 'Ole Automation Procedures', 'clr enabled', 'remote admin connections', 'backup compression default', 'priority boost', 'max worker threads', 'blocked process threshold (s)', 'recovery interval (min)', 'fill factor (%)', 'user connections', 'Agent XPs', 'Database Mail XPs', 'Ad Hoc Distributed Queries', 'remote access', 'query governor cost limit')
   or c.value <> c.value_in_use
order by case when c.value <> c.value_in_use then 0 else 1 end, risk, c.name
