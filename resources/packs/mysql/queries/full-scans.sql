select d.schema_name as schema_name,
       d.digest as digest,
       d.count_star as calls,
       round(d.sum_rows_examined / d.count_star) as rows_examined_per_call,
       round(d.sum_rows_sent / d.count_star) as rows_sent_per_call,
       d.sum_no_index_used as without_index,
       d.sum_no_good_index_used as without_good_index,
       round(d.sum_timer_wait / 1000000000000, 2) as total_seconds,
       round(d.avg_timer_wait / 1000000000, 2) as mean_ms,
       d.last_seen as last_seen,
       d.digest_text as statement
from performance_schema.events_statements_summary_by_digest d
where d.sum_no_index_used + d.sum_no_good_index_used > 0
  and d.schema_name is not null
  and d.schema_name not in ('mysql', 'sys', 'performance_schema', 'information_schema')
  and d.sum_rows_examined / d.count_star >= :minimum_rows
union all
select null, null, null, null, null, null, null, null, null, null, 'not_checked'
from information_schema.schemata n
where n.schema_name = 'information_schema'
  and not exists (select 1 from performance_schema.events_statements_summary_by_digest)
order by total_seconds desc
limit 200
