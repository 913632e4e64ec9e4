select a.datname as database_name,
       a.usename as user_name,
       a.application_name as application_name,
       coalesce(cast(a.client_addr as text), 'local') as client_address,
       coalesce(a.state, 'unknown') as state,
       count(*) as sessions,
       count(*) filter (where a.wait_event_type = 'Lock') as waiting_for_lock,
       min(a.backend_start) as oldest_connection,
       max(a.state_change) as last_activity
from pg_stat_activity a
where a.backend_type = 'client backend'
group by a.datname, a.usename, a.application_name, coalesce(cast(a.client_addr as text), 'local'), coalesce(a.state, 'unknown')
order by sessions desc, database_name, user_name, application_name
limit 500
