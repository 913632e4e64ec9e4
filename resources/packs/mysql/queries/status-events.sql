select lower(s.variable_name) as counter,
       cast(s.variable_value as unsigned) as total,
       round(3600 * s.variable_value / u.variable_value, 2) as per_hour,
       cast(u.variable_value as unsigned) as uptime_seconds
from information_schema.global_status s
join information_schema.global_status u on u.variable_name = 'UPTIME'
where s.variable_name in ('INNODB_DEADLOCKS', 'INNODB_ROW_LOCK_WAITS', 'SLOW_QUERIES', 'ABORTED_CONNECTS', 'ABORTED_CLIENTS', 'TABLE_LOCKS_WAITED', 'OPENED_TABLES', 'INNODB_LOG_WAITS', 'ACCESS_DENIED_ERRORS')
order by per_hour desc, counter
