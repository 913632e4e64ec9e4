select 'VT tables' as kind, count(*) as tables_found, min(o.created) as oldest, max(o.created) as newest
from user_objects o
where o.object_type = 'TABLE'
  and o.object_name like 'VT%'
having count(*) > 0
