select t.table_schema as schema_name,
       t.table_name as table_name,
       t.engine as engine,
       t.table_rows as estimated_rows,
       round((t.data_length + t.index_length) / 1048576, 1) as total_mb,
       t.update_time as updated_at
from information_schema.tables t
where t.table_type = 'BASE TABLE'
  and coalesce(t.engine, 'unknown') <> 'InnoDB'
  and t.table_schema not in ('mysql', 'sys', 'performance_schema', 'information_schema')
order by total_mb desc, schema_name, table_name
limit 500
