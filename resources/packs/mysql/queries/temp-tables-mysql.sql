select 'server' as scope,
       max(case when s.variable_name = 'CREATED_TMP_TABLES' then cast(s.variable_value as unsigned) end) as temp_tables,
       max(case when s.variable_name = 'CREATED_TMP_DISK_TABLES' then cast(s.variable_value as unsigned) end) as disk_temp_tables,
       round(100 * max(case when s.variable_name = 'CREATED_TMP_DISK_TABLES' then s.variable_value end) / nullif(max(case when s.variable_name = 'CREATED_TMP_TABLES' then s.variable_value end), 0), 1) as disk_percent,
       round(3600 * max(case when s.variable_name = 'CREATED_TMP_DISK_TABLES' then s.variable_value end) / max(case when s.variable_name = 'UPTIME' then s.variable_value end), 1) as disk_temp_tables_per_hour,
       max(case when s.variable_name = 'SORT_MERGE_PASSES' then cast(s.variable_value as unsigned) end) as sort_merge_passes,
       max(case when s.variable_name = 'SELECT_FULL_JOIN' then cast(s.variable_value as unsigned) end) as joins_without_index,
       (select round(v.variable_value / 1048576, 1) from performance_schema.global_variables v where v.variable_name = 'tmp_table_size') as tmp_table_size_mb,
       (select round(v.variable_value / 1048576, 1) from performance_schema.global_variables v where v.variable_name = 'max_heap_table_size') as max_heap_table_size_mb
from performance_schema.global_status s
where s.variable_name in ('CREATED_TMP_TABLES', 'CREATED_TMP_DISK_TABLES', 'UPTIME', 'SORT_MERGE_PASSES', 'SELECT_FULL_JOIN')
