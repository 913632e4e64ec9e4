select 'VT tables' as kind, count(*) as tables_found, min(t.create_date) as oldest, max(t.create_date) as newest
from sys.tables t
where t.name like 'VT%'
having count(*) > 0
