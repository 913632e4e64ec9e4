select s.host as host,
       s.connection_id as connection_id,
       s.statement_id as statement_id,
       seconds_between(s.last_executed_time, current_timestamp) as running_seconds,
       s.statement_status as status,
       round(s.allocated_memory_size / 1048576, 1) as allocated_mb,
       c.user_name as user_name,
       c.client_host as client_host,
       c.client_pid as client_pid,
       substring(s.statement_string, 1, 2000) as statement
from sys.m_active_statements s
left join sys.m_connections c on c.host = s.host and c.port = s.port and c.connection_id = s.connection_id
where s.statement_status = 'ACTIVE'
  and seconds_between(s.last_executed_time, current_timestamp) >= to_integer(:minimum_seconds)
order by running_seconds desc
limit 200
