select 'VIEW' as object_type, v.schema_name as schema_name, v.view_name as object_name, v.create_time as created_at
from sys.views v
where v.is_valid = 'FALSE' and v.schema_name like :schema_name
union all
select 'PROCEDURE', p.schema_name, p.procedure_name, p.create_time
from sys.procedures p
where p.is_valid = 'FALSE' and p.schema_name like :schema_name
order by object_type, schema_name, object_name
limit 500
