select top (1000) x.kind as kind, x.schema_name as schema_name, x.table_name as table_name, x.object_name as object_name
from (
  select 'index_disabled' as kind, sc.name as schema_name, o.name as table_name, i.name as object_name
  from sys.indexes i join sys.objects o on o.object_id = i.object_id join sys.schemas sc on sc.schema_id = o.schema_id
  where i.is_disabled = 1 and o.is_ms_shipped = 0
  union all
  select case when f.is_disabled = 1 then 'constraint_disabled' else 'constraint_not_trusted' end, sc.name, o.name, f.name
  from sys.foreign_keys f join sys.objects o on o.object_id = f.parent_object_id join sys.schemas sc on sc.schema_id = o.schema_id
  where f.is_disabled = 1 or f.is_not_trusted = 1
  union all
  select case when c.is_disabled = 1 then 'constraint_disabled' else 'constraint_not_trusted' end, sc.name, o.name, c.name
  from sys.check_constraints c join sys.objects o on o.object_id = c.parent_object_id join sys.schemas sc on sc.schema_id = o.schema_id
  where c.is_disabled = 1 or c.is_not_trusted = 1
  union all
  select 'trigger_disabled', sc.name, o.name, t.name
  from sys.triggers t join sys.objects o on o.object_id = t.parent_id join sys.schemas sc on sc.schema_id = o.schema_id
  where t.is_disabled = 1 and t.is_ms_shipped = 0
) x
order by x.kind desc, x.schema_name, x.table_name, x.object_name
