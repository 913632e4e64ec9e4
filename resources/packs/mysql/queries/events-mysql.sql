select e.event_schema as schema_name,
       e.event_name as event_name,
       case when v.variable_value <> 'ON' then 'scheduler_off'
            when e.status <> 'ENABLED' then 'disabled'
            when e.interval_value is not null and e.last_executed < now() - interval 2 day and e.interval_field in ('SECOND', 'MINUTE', 'HOUR', 'DAY') and e.interval_value = '1' then 'overdue'
            else 'ok' end as state,
       e.status as status,
       e.interval_value as interval_value,
       e.interval_field as interval_field,
       e.execute_at as execute_at_utc,
       e.last_executed as last_executed_utc,
       e.definer as definer,
       e.last_altered as modified_at,
       left(e.event_definition, 2000) as body
from information_schema.events e
join performance_schema.global_variables v on v.variable_name = 'event_scheduler'
order by state = 'ok', schema_name, event_name
limit 500
