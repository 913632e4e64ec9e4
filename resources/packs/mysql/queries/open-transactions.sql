select t.trx_mysql_thread_id as session_id,
       timestampdiff(second, t.trx_started, now()) as open_seconds,
       t.trx_state as transaction_state,
       p.command as session_command,
       p.time as seconds_in_state,
       t.trx_rows_locked as rows_locked,
       t.trx_rows_modified as rows_modified,
       t.trx_tables_locked as tables_locked,
       t.trx_isolation_level as isolation_level,
       p.user as user_name,
       p.host as client_host,
       p.db as schema_name,
       t.trx_started as transaction_start,
       t.trx_query as statement
from information_schema.innodb_trx t
left join information_schema.processlist p on p.id = t.trx_mysql_thread_id
where t.trx_started <= now() - interval :minimum_seconds second
order by open_seconds desc, session_id
limit 500
