select w.trx_mysql_thread_id as waiting_id,
       b.trx_mysql_thread_id as blocking_id,
       timestampdiff(second, w.trx_wait_started, now()) as wait_seconds,
       not exists (select 1 from performance_schema.data_lock_waits u where u.requesting_engine_transaction_id = b.trx_id) as root_blocker,
       max(concat(l.object_schema, '.', l.object_name)) as locked_table,
       max(l.index_name) as locked_index,
       max(l.lock_mode) as lock_mode,
       max(wp.user) as waiting_user,
       max(wp.host) as waiting_host,
       max(w.trx_query) as waiting_statement,
       max(bp.user) as blocking_user,
       max(bp.host) as blocking_host,
       max(bp.command) as blocking_command,
       max(b.trx_query) as blocking_statement,
       b.trx_started as blocking_transaction_start,
       timestampdiff(second, b.trx_started, now()) as blocking_transaction_seconds,
       b.trx_rows_modified as blocking_rows_modified
from performance_schema.data_lock_waits lw
join information_schema.innodb_trx w on w.trx_id = lw.requesting_engine_transaction_id
join information_schema.innodb_trx b on b.trx_id = lw.blocking_engine_transaction_id
left join performance_schema.data_locks l on l.engine_lock_id = lw.requesting_engine_lock_id
left join information_schema.processlist wp on wp.id = w.trx_mysql_thread_id
left join information_schema.processlist bp on bp.id = b.trx_mysql_thread_id
group by w.trx_mysql_thread_id, b.trx_mysql_thread_id, w.trx_wait_started, b.trx_id, b.trx_started, b.trx_rows_modified
order by wait_seconds desc, waiting_id, blocking_id
limit 500
