select t.host as host,
       t.connection_id as connection_id,
       t.transaction_id as transaction_id,
       round(seconds_between(t.start_time, current_timestamp) / 60, 1) as open_minutes,
       t.transaction_status as transaction_status,
       t.transaction_type as transaction_type,
       t.start_time as transaction_start,
       c.user_name as user_name,
       c.client_host as client_host,
       c.connection_status as connection_status
from sys.m_transactions t
left join sys.m_connections c on c.host = t.host and c.port = t.port and c.connection_id = t.connection_id
where t.transaction_status = 'ACTIVE'
  and t.start_time <= add_seconds(current_timestamp, -60 * to_integer(:minimum_minutes))
order by t.start_time
limit 200
