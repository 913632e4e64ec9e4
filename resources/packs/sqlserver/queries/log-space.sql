select d.name as database_name,
       d.recovery_model_desc as recovery_model,
       max(case when c.counter_name = 'Log File(s) Size (KB)' then c.cntr_value end) / 1024 as log_mb,
       max(case when c.counter_name = 'Log File(s) Used Size (KB)' then c.cntr_value end) / 1024 as used_mb,
       max(case when c.counter_name = 'Percent Log Used' then c.cntr_value end) as used_percent,
       d.log_reuse_wait_desc as cannot_truncate_because,
       d.state_desc as state
from sys.databases d
left join sys.dm_os_performance_counters c on rtrim(c.instance_name) = d.name and c.object_name like '%:Databases%'
group by d.name, d.recovery_model_desc, d.log_reuse_wait_desc, d.state_desc
order by used_percent desc, d.name
