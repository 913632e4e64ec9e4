select c.component_name as component_name,
       c.component_type as component_type,
       c.component_status as state,
       c.startup_mode as startup_mode,
       c.component_status_info as status_info,
       c.last_update_date as changed_at
from apps.fnd_svc_components c
where c.component_status <> 'NOT_CONFIGURED'
order by case when c.component_status = 'RUNNING' then 1 else 0 end, c.component_type, c.component_name
