select s.datname as database_name,
       s.blks_hit as blocks_hit,
       s.blks_read as blocks_read,
       round(100.0 * s.blks_hit / (s.blks_hit + s.blks_read), 2) as hit_percent,
       round(cast(s.blk_read_time as numeric) / 1000, 1) as read_seconds,
       current_setting('shared_buffers') as shared_buffers,
       s.stats_reset as statistics_since
from pg_stat_database s
where s.datname is not null
  and s.blks_hit + s.blks_read > 0
order by hit_percent, database_name
limit 200
