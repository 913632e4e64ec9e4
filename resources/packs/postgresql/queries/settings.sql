select s.name as name,
       s.setting as setting,
       s.unit as unit,
       s.boot_val as default_value,
       s.source as source,
       s.pending_restart as pending_restart,
       case when s.name in ('fsync', 'full_page_writes', 'autovacuum', 'track_counts') and s.setting = 'off' then 'dangerous'
            when s.setting is distinct from s.boot_val then 'changed'
            else 'default' end as risk,
       s.category as category,
       s.short_desc as description
from pg_settings s
where s.pending_restart
   or (s.source not in ('default', 'override', 'client', 'session') and s.setting is distinct from s.boot_val)
   or (not cast(:changed_only as boolean)
       and s.name in ('shared_buffers', 'work_mem', 'maintenance_work_mem', 'effective_cache_size', 'max_connections', 'fsync', 'full_page_writes',
                      'synchronous_commit', 'wal_level', 'archive_mode', 'autovacuum', 'track_counts', 'checkpoint_timeout', 'max_wal_size',
                      'statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'log_min_duration_statement', 'log_lock_waits',
                      'deadlock_timeout', 'random_page_cost', 'ssl', 'password_encryption'))
order by s.pending_restart desc, (s.name in ('fsync', 'full_page_writes', 'autovacuum', 'track_counts') and s.setting = 'off') desc, s.category, s.name
limit 500
