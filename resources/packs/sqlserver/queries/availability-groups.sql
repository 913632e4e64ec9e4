select g.name as group_name,
       r.replica_server_name as replica_name,
       db_name(s.database_id) as database_name,
       s.is_local as is_local,
       s.synchronization_state_desc as state,
       s.synchronization_health_desc as health,
       s.is_suspended as suspended,
       s.suspend_reason_desc as suspend_reason,
       s.log_send_queue_size / 1024 as send_queue_mb,
       s.redo_queue_size / 1024 as redo_queue_mb,
       s.redo_rate as redo_kb_per_second,
       s.last_commit_time as last_commit,
       r.availability_mode_desc as availability_mode
from sys.dm_hadr_database_replica_states s
join sys.availability_replicas r on r.replica_id = s.replica_id
join sys.availability_groups g on g.group_id = s.group_id
order by case when s.synchronization_health_desc = 'HEALTHY' then 1 else 0 end, redo_queue_mb desc, group_name, replica_name, database_name
