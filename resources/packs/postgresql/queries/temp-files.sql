select coalesce(s.datname, '(shared)') as database_name,
       s.temp_files as temp_files,
       round(s.temp_bytes / 1048576.0, 1) as temp_mb,
       round(cast(s.temp_bytes / 1048576.0 / greatest(extract(epoch from now() - coalesce(s.stats_reset, pg_postmaster_start_time())) / 86400.0, 0.05) as numeric), 1) as temp_mb_per_day,
       current_setting('work_mem') as work_mem,
       coalesce(s.stats_reset, pg_postmaster_start_time()) as statistics_since
from pg_stat_database s
where s.temp_files > 0
order by s.temp_bytes desc, database_name
