select p.host as host,
       p.plan_id as plan_id,
       p.statement_hash as statement_hash,
       p.execution_count as executions,
       round(p.total_execution_time / 1000000, 1) as total_seconds,
       round(p.avg_execution_time / 1000, 1) as mean_ms,
       round(p.max_execution_time / 1000, 1) as longest_ms,
       round(p.total_lock_wait_duration / 1000000, 1) as lock_wait_seconds,
       p.total_result_record_count as result_records,
       p.user_name as user_name,
       p.last_execution_timestamp as last_run,
       substring(p.statement_string, 1, 2000) as statement
from sys.m_sql_plan_cache p
where p.execution_count >= to_integer(:minimum_executions)
order by p.total_execution_time desc
limit 100
