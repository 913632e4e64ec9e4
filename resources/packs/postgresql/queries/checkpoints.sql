select 'server' as scope,
       b.checkpoints_timed as timed_checkpoints,
       b.checkpoints_req as requested_checkpoints,
       round(100.0 * b.checkpoints_req / nullif(b.checkpoints_timed + b.checkpoints_req, 0), 1) as requested_percent,
       round(cast(b.checkpoint_write_time as numeric) / 1000, 1) as write_seconds,
       round(cast(b.checkpoint_sync_time as numeric) / 1000, 1) as sync_seconds,
       b.buffers_checkpoint as buffers_written,
       current_setting('max_wal_size') as max_wal_size,
       current_setting('checkpoint_timeout') as checkpoint_timeout,
       b.stats_reset as statistics_since
from pg_stat_bgwriter b
