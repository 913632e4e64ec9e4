select t.table_schema as schema_name,
       t.table_name as table_name,
       t.engine as engine,
       round((t.data_length + t.index_length) / 1048576, 1) as total_mb,
       round(t.data_length / 1048576, 1) as data_mb,
       round(t.index_length / 1048576, 1) as index_mb,
       round(t.data_free / 1048576, 1) as free_mb,
       case when t.data_length + t.index_length + t.data_free >= 104857600 then round(100 * t.data_free / (t.data_length + t.index_length + t.data_free), 1) end as free_percent,
       t.table_rows as estimated_rows,
       t.create_time as created_at,
       t.update_time as updated_at,
       t.table_comment as table_comment
from information_schema.tables t
where t.table_type = 'BASE TABLE'
  and t.table_schema not in ('mysql', 'sys', 'performance_schema', 'information_schema')
  and t.table_schema like :schema_name
order by t.data_length + t.index_length desc, schema_name, table_name
limit 100
