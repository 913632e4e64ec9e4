select top (500)
       schema_name(t.schema_id) as schema_name,
       t.name as table_name,
       (select sum(p.row_count) from sys.dm_db_partition_stats p where p.object_id = t.object_id and p.index_id < 2) as table_rows,
       case when exists (select 1 from sys.indexes i where i.object_id = t.object_id and i.index_id = 0) then 1 else 0 end as is_heap,
       case when exists (select 1 from sys.indexes i where i.object_id = t.object_id and i.is_unique = 1) then 1 else 0 end as has_unique_index,
       t.create_date as created_at
from sys.tables t
where t.is_ms_shipped = 0
  and not exists (select 1 from sys.key_constraints k where k.parent_object_id = t.object_id and k.type = 'PK')
order by table_rows desc, schema_name, table_name
