select lower(v.variable_name) as name,
       v.variable_value as setting,
       case when v.variable_name = 'INNODB_FLUSH_LOG_AT_TRX_COMMIT' and v.variable_value <> '1' then 'dangerous'
            when v.variable_name = 'INNODB_DOUBLEWRITE' and v.variable_value in ('OFF', '0') then 'dangerous'
            when v.variable_name = 'SYNC_BINLOG' and v.variable_value <> '1' then 'check'
            when v.variable_name = 'SQL_MODE' and v.variable_value not like '%STRICT_%' then 'check'
            when v.variable_name = 'LOG_BIN' and v.variable_value = 'OFF' then 'check'
            when v.variable_name = 'LOCAL_INFILE' and v.variable_value = 'ON' then 'check'
            when v.variable_name = 'SECURE_FILE_PRIV' and coalesce(v.variable_value, '') = '' then 'check'
            when v.variable_name = 'PERFORMANCE_SCHEMA' and v.variable_value = 'OFF' then 'check'
            else 'none' end as risk
from information_schema.global_variables v
where v.variable_name in ('INNODB_FLUSH_LOG_AT_TRX_COMMIT', 'INNODB_DOUBLEWRITE', 'SYNC_BINLOG', 'SQL_MODE', 'LOG_BIN', 'BINLOG_FORMAT', 'LOCAL_INFILE', 'SECURE_FILE_PRIV',
  'PERFORMANCE_SCHEMA', 'INNODB_BUFFER_POOL_SIZE', 'INNODB_LOG_FILE_SIZE', 'MAX_CONNECTIONS', 'INNODB_LOCK_WAIT_TIMEOUT', 'LOCK_WAIT_TIMEOUT', 'WAIT_TIMEOUT', 'MAX_ALLOWED_PACKET',
  'SLOW_QUERY_LOG', 'LONG_QUERY_TIME', 'EXPIRE_LOGS_DAYS', 'CHARACTER_SET_SERVER', 'COLLATION_SERVER', 'TRANSACTION_ISOLATION', 'TX_ISOLATION', 'READ_ONLY', 'EVENT_SCHEDULER',
  'TIME_ZONE', 'LOWER_CASE_TABLE_NAMES', 'TABLE_OPEN_CACHE', 'TMP_TABLE_SIZE', 'INNODB_FILE_PER_TABLE', 'INNODB_PRINT_ALL_DEADLOCKS')
order by risk = 'dangerous' desc, risk = 'check' desc, name
