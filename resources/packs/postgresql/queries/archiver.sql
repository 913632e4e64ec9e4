select current_setting('archive_mode') as archive_mode,
       case
         when current_setting('archive_mode') = 'off' then 'off'
         when a.last_failed_time is not null and (a.last_archived_time is null or a.last_failed_time > a.last_archived_time) then 'failing'
         when a.last_archived_time < now() - interval '1 day' then 'stale'
         else 'ok'
       end as state,
       a.archived_count as archived_count,
       a.last_archived_wal as last_archived_wal,
       a.last_archived_time as last_archived_time,
       round(cast(extract(epoch from now() - a.last_archived_time) / 3600 as numeric), 1) as hours_since_archived,
       a.failed_count as failed_count,
       a.last_failed_wal as last_failed_wal,
       a.last_failed_time as last_failed_time,
       a.stats_reset as statistics_since
from pg_stat_archiver a
