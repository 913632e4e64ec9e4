select t.schema_name as schema_name,
       t.table_name as table_name,
       t.part_id as part_id,
       round(t.memory_size_in_total / 1048576) as total_mb,
       round(t.memory_size_in_main / 1048576) as main_mb,
       round(t.memory_size_in_delta / 1048576) as delta_mb,
       t.record_count as record_count,
       t.loaded as loaded,
       t.last_merge_time as last_merge
from sys.m_cs_tables t
order by t.memory_size_in_total desc
limit 100
