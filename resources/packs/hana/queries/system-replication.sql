select r.host as host,
       r.port as port,
       r.site_name as site_name,
       r.secondary_site_name as secondary_site_name,
       r.secondary_host as secondary_host,
       r.replication_mode as replication_mode,
       r.replication_status as status,
       r.replication_status_details as details,
       r.secondary_active_status as secondary_active,
       r.last_log_position_time as last_log_time,
       r.shipped_log_position_time as shipped_log_time,
       seconds_between(r.shipped_log_position_time, r.last_log_position_time) as lag_seconds
from sys.m_service_replication r
order by case when r.replication_status = 'ACTIVE' then 1 else 0 end, lag_seconds desc, host
