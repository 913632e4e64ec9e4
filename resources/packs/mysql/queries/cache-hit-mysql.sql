select 'server' as scope,
       round(max(case when s.variable_name = 'INNODB_BUFFER_POOL_PAGES_TOTAL' then s.variable_value end) * max(case when s.variable_name = 'INNODB_PAGE_SIZE' then s.variable_value end) / 1048576) as pool_mb,
       round(max(case when s.variable_name = 'INNODB_BUFFER_POOL_PAGES_DATA' then s.variable_value end) * max(case when s.variable_name = 'INNODB_PAGE_SIZE' then s.variable_value end) / 1048576) as used_mb,
       max(case when s.variable_name = 'INNODB_BUFFER_POOL_PAGES_DIRTY' then cast(s.variable_value as unsigned) end) as dirty_pages,
       max(case when s.variable_name = 'INNODB_BUFFER_POOL_READ_REQUESTS' then cast(s.variable_value as unsigned) end) as read_requests,
       max(case when s.variable_name = 'INNODB_BUFFER_POOL_READS' then cast(s.variable_value as unsigned) end) as disk_reads,
       round(100 * (1 - max(case when s.variable_name = 'INNODB_BUFFER_POOL_READS' then s.variable_value end) / max(case when s.variable_name = 'INNODB_BUFFER_POOL_READ_REQUESTS' then s.variable_value end)), 3) as hit_percent,
       max(case when s.variable_name = 'INNODB_BUFFER_POOL_WAIT_FREE' then cast(s.variable_value as unsigned) end) as wait_free,
       max(case when s.variable_name = 'UPTIME' then cast(s.variable_value as unsigned) end) as uptime_seconds
from performance_schema.global_status s
where s.variable_name like 'INNODB_BUFFER_POOL%' or s.variable_name in ('INNODB_PAGE_SIZE', 'UPTIME')
