select * from (
  select q.sql_id as sql_id,
         q.plan_hash_value as plan_hash_value,
         q.executions as executions,
         round(q.elapsed_time / 1000000, 1) as total_seconds,
         round(q.elapsed_time / 1000 / nullif(q.executions, 0), 1) as mean_ms,
         round(q.cpu_time / 1000000, 1) as cpu_seconds,
         q.buffer_gets as buffer_gets,
         round(q.buffer_gets / nullif(q.executions, 0)) as gets_per_execution,
         q.disk_reads as disk_reads,
         q.rows_processed as rows_processed,
         round(q.application_wait_time / 1000000, 1) as lock_wait_seconds,
         q.last_active_time as last_active,
         q.sql_text as statement
  from v$sqlstats q
  where q.executions >= to_number(:minimum_executions)
  order by q.elapsed_time desc
) where rownum <= 100
