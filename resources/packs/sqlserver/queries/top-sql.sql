select top (100)
       convert(varchar(18), q.query_hash, 1) as query_hash,
       min(q.statement_start_offset) as statement_start,
       sum(q.execution_count) as executions,
       sum(q.total_elapsed_time) / 1000000 as total_seconds,
       sum(q.total_elapsed_time) / 1000 / nullif(sum(q.execution_count), 0) as mean_ms,
       max(q.max_elapsed_time) / 1000 as longest_ms,
       sum(q.total_worker_time) / 1000000 as cpu_seconds,
       sum(q.total_logical_reads) as logical_reads,
       sum(q.total_logical_reads) / nullif(sum(q.execution_count), 0) as reads_each,
       sum(q.total_physical_reads) as physical_reads,
       max(q.last_execution_time) as last_run,
       min(substring(t.text, q.statement_start_offset / 2 + 1, case when q.statement_end_offset < 0 then 4000 else (q.statement_end_offset - q.statement_start_offset) / 2 + 1 end)) as statement
from sys.dm_exec_query_stats q
outer apply sys.dm_exec_sql_text(q.sql_handle) t
group by q.query_hash
having sum(q.execution_count) >= cast(:minimum_executions as bigint)
order by sum(q.total_elapsed_time) desc
