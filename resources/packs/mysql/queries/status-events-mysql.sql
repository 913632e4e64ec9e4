select lower(s.variable_name) as counter,
       cast(s.variable_value as unsigned) as total,
       round(3600 * s.variable_value / u.variable_value, 2) as per_hour,
       cast(u.variable_value as unsigned) as uptime_seconds
from (
  select g.variable_name, g.variable_value from performance_schema.global_status g
  where g.variable_name in ('INNODB_ROW_LOCK_WAITS', 'SLOW_QUERIES', 'ABORTED_CONNECTS', 'ABORTED_CLIENTS', 'TABLE_LOCKS_WAITED', 'OPENED_TABLES', 'INNODB_LOG_WAITS')
  union all
  select 'INNODB_DEADLOCKS', m.count from information_schema.innodb_metrics m where m.name = 'lock_deadlocks'
) s
join performance_schema.global_status u on u.variable_name = 'UPTIME'
order by per_hour desc, counter
