select c.host as host,
       c.user_name as user_name,
       c.client_host as client_host,
       c.connection_status as connection_status,
       count(*) as connections,
       round(max(c.idle_time) / 1000) as longest_idle_seconds,
       min(c.start_time) as oldest_connection
from sys.m_connections c
where c.connection_id > 0
group by c.host, c.user_name, c.client_host, c.connection_status
order by connections desc, host, user_name
limit 500
