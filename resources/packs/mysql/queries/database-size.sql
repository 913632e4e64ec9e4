select t.table_schema as schema_name,
       count(*) as table_count,
       round(sum(t.data_length + t.index_length) / 1048576, 1) as total_mb,
       round(sum(t.data_length) / 1048576, 1) as data_mb,
       round(sum(t.index_length) / 1048576, 1) as index_mb,
       round(sum(t.data_free) / 1048576, 1) as free_mb,
       sum(t.table_rows) as estimated_rows,
       max(t.update_time) as last_update
from information_schema.tables t
where t.table_type = 'BASE TABLE'
  and t.table_schema not in ('sys', 'performance_schema', 'information_schema')
group by t.table_schema
order by total_mb desc, schema_name
limit 200
