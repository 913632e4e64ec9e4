select c.channel_name as channel_name,
       w.worker_id as worker_id,
       c.service_state as receiver_state,
       w.service_state as applier_state,
       c.last_queued_transaction as last_queued_transaction,
       w.last_applied_transaction as last_applied_transaction,
       timestampdiff(second, w.last_applied_transaction_original_commit_timestamp, w.last_applied_transaction_end_apply_timestamp) as last_transaction_delay_seconds,
       w.last_applied_transaction_end_apply_timestamp as last_applied_at,
       greatest(c.last_error_number, w.last_error_number) as last_error_number,
       case when w.last_error_number <> 0 then w.last_error_message else c.last_error_message end as last_error_message
from performance_schema.replication_connection_status c
left join performance_schema.replication_applier_status_by_worker w on w.channel_name = c.channel_name
order by last_error_number desc, last_transaction_delay_seconds desc, channel_name, worker_id
limit 500
