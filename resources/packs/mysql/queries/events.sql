select e.db as schema_name,
       e.name as event_name,
       case when v.variable_value <> 'ON' then 'scheduler_off'
            when e.status <> 'ENABLED' then 'disabled'
            when e.interval_value is not null and e.last_executed < utc_timestamp() - interval 2 day and e.interval_field in ('SECOND', 'MINUTE', 'HOUR', 'DAY') and e.interval_value <= 1 then 'overdue'
            else 'ok' end as state,
       e.status as status,
       e.interval_value as interval_value,
       e.interval_field as interval_field,
       e.execute_at as execute_at_utc,
       e.last_executed as last_executed_utc,
       e.definer as definer,
       e.modified as modified_at,
       cast(e.body_utf8 as char(2000)) as body
from mysql.event e
join information_schema.global_variables v on v.variable_name = 'EVENT_SCHEDULER'
order by state = 'ok', schema_name, event_name
limit 500
