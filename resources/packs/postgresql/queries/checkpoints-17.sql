select 'server' as scope,
       c.num_timed as timed_checkpoints,
       c.num_requested as requested_checkpoints,
       round(100.0 * c.num_requested / nullif(c.num_timed + c.num_requested, 0), 1) as requested_percent,
       round(cast(c.write_time as numeric) / 1000, 1) as write_seconds,
       round(cast(c.sync_time as numeric) / 1000, 1) as sync_seconds,
       c.buffers_written as buffers_written,
       current_setting('max_wal_size') as max_wal_size,
       current_setting('checkpoint_timeout') as checkpoint_timeout,
       c.stats_reset as statistics_since
from pg_stat_checkpointer c
