select lower(v.variable_name) as name,
       v.variable_value as setting,
       case when v.variable_name = 'innodb_flush_log_at_trx_commit' and v.variable_value <> '1' then 'dangerous'
            when v.variable_name = 'innodb_doublewrite' and v.variable_value in ('OFF', '0') then 'dangerous'
            when v.variable_name = 'sync_binlog' and v.variable_value <> '1' then 'check'
            when v.variable_name = 'sql_mode' and v.variable_value not like '%STRICT_%' then 'check'
            when v.variable_name = 'log_bin' and v.variable_value = 'OFF' then 'check'
            when v.variable_name = 'local_infile' and v.variable_value = 'ON' then 'check'
            when v.variable_name = 'secure_file_priv' and coalesce(v.variable_value, '') = '' then 'check'
            else 'none' end as risk
from performance_schema.global_variables v
where v.variable_name in ('innodb_flush_log_at_trx_commit', 'innodb_doublewrite', 'sync_binlog', 'sql_mode', 'log_bin', 'binlog_format', 'local_infile', 'secure_file_priv',
  'performance_schema', 'innodb_buffer_pool_size', 'innodb_redo_log_capacity', 'innodb_log_file_size', 'max_connections', 'innodb_lock_wait_timeout', 'lock_wait_timeout', 'wait_timeout', 'max_allowed_packet',
  'slow_query_log', 'long_query_time', 'binlog_expire_logs_seconds', 'character_set_server', 'collation_server', 'transaction_isolation', 'read_only', 'super_read_only', 'event_scheduler',
  'time_zone', 'lower_case_table_names', 'table_open_cache', 'tmp_table_size', 'innodb_file_per_table', 'innodb_print_all_deadlocks', 'require_secure_transport')
order by risk = 'dangerous' desc, risk = 'check' desc, name
