select b.host as host,
       b.port as port,
       b.blocked_transaction_id as blocked_transaction_id,
       b.blocked_connection_id as blocked_connection_id,
       b.lock_owner_transaction_id as owner_transaction_id,
       b.lock_owner_connection_id as owner_connection_id,
       seconds_between(b.blocked_time, current_timestamp) as wait_seconds,
       b.waiting_schema_name as schema_name,
       b.waiting_object_name as object_name,
       b.lock_type as lock_type,
       b.lock_mode as lock_mode,
       w.user_name as blocked_user,
       w.client_host as blocked_client_host,
       o.user_name as owner_user,
       o.client_host as owner_client_host,
       o.connection_status as owner_status
from sys.m_blocked_transactions b
left join sys.m_connections w on w.connection_id = b.blocked_connection_id and w.host = b.host and w.port = b.port
left join sys.m_connections o on o.connection_id = b.lock_owner_connection_id and o.host = b.host and o.port = b.port
order by b.blocked_time
limit 500
