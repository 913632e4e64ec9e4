select p.id as waiting_id,
       t.trx_mysql_thread_id as possible_holder_id,
       p.time as wait_seconds,
       p.state as wait_state,
       p.db as schema_name,
       p.user as waiting_user,
       p.host as waiting_host,
       p.info as waiting_statement,
       h.user as holder_user,
       h.host as holder_host,
       h.command as holder_command,
       t.trx_started as holder_transaction_start,
       timestampdiff(second, t.trx_started, now()) as holder_transaction_seconds,
       t.trx_query as holder_statement
from information_schema.processlist p
left join information_schema.innodb_trx t on t.trx_mysql_thread_id <> p.id and t.trx_started <= now() - interval p.time second
left join information_schema.processlist h on h.id = t.trx_mysql_thread_id
where p.state like 'Waiting for%metadata lock'
   or p.state like 'Waiting for table level lock'
   or p.state like 'Waiting for table flush'
   or p.state like 'Waiting for global read lock'
   or p.state like 'Waiting for backup lock'
order by wait_seconds desc, waiting_id, holder_transaction_seconds desc
limit 500
