select t.table_schema as schema_name,
       t.table_name as object_name,
       t.table_type as object_type,
       t.table_comment as problem,
       t.table_rows as estimated_rows,
       t.check_time as checked_at
from information_schema.tables t
where t.table_schema not in ('mysql', 'sys', 'performance_schema', 'information_schema')
  and ((t.table_type = 'VIEW' and t.table_comment not in ('VIEW', ''))
       or (t.table_type = 'BASE TABLE' and t.engine is null))
order by object_type, schema_name, object_name
limit 500
