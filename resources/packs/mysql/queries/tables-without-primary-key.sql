select t.table_schema as schema_name,
       t.table_name as table_name,
       t.engine as engine,
       t.table_rows as estimated_rows,
       round((t.data_length + t.index_length) / 1048576, 1) as total_mb,
       t.table_comment as table_comment
from information_schema.tables t
left join information_schema.statistics c on c.table_schema = t.table_schema and c.table_name = t.table_name and c.index_name = 'PRIMARY' and c.seq_in_index = 1
where t.table_type = 'BASE TABLE'
  and c.index_name is null
  and t.table_schema not in ('mysql', 'sys', 'performance_schema', 'information_schema')
  and t.table_schema like :schema_name
order by t.table_rows desc, schema_name, table_name
limit 500
