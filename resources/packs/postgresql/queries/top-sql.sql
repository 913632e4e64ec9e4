select d.datname as database_name,
       pg_get_userbyid(s.userid) as user_name,
       s.queryid as query_id,
       s.toplevel as top_level,
       s.calls as calls,
       round(cast(s.total_exec_time as numeric) / 1000, 1) as total_seconds,
       round(cast(100 * s.total_exec_time / nullif(sum(s.total_exec_time) over (), 0) as numeric), 1) as share_percent,
       round(cast(s.mean_exec_time as numeric), 2) as mean_ms,
       round(cast(s.max_exec_time as numeric), 2) as max_ms,
       s.rows as rows_returned,
       s.shared_blks_hit as blocks_hit,
       s.shared_blks_read as blocks_read,
       s.temp_blks_read + s.temp_blks_written as temp_blocks,
       s.query as statement
from pg_stat_statements s
left join pg_database d on d.oid = s.dbid
where s.calls >= cast(:minimum_calls as numeric)
order by s.total_exec_time desc
limit 100
