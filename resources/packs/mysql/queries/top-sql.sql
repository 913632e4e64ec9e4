select d.schema_name as schema_name,
       d.digest as digest,
       d.count_star as calls,
       round(d.sum_timer_wait / 1000000000000, 2) as total_seconds,
       round(d.avg_timer_wait / 1000000000, 2) as mean_ms,
       round(d.max_timer_wait / 1000000000, 2) as max_ms,
       round(d.sum_lock_time / 1000000000000, 2) as lock_seconds,
       d.sum_rows_examined as rows_examined,
       d.sum_rows_sent as rows_sent,
       d.sum_rows_affected as rows_affected,
       d.sum_created_tmp_disk_tables as disk_temp_tables,
       d.sum_sort_merge_passes as sort_merge_passes,
       d.sum_errors as errors,
       d.last_seen as last_seen,
       d.digest_text as statement
from performance_schema.events_statements_summary_by_digest d
where d.count_star >= :minimum_calls
union all
select null, null, null, null, null, null, null, null, null, null, null, null, null, null, 'not_checked'
from information_schema.schemata n
where n.schema_name = 'information_schema'
  and not exists (select 1 from performance_schema.events_statements_summary_by_digest)
order by total_seconds desc
limit 100
