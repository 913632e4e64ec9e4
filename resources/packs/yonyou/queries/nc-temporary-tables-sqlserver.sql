select 'ordinary, temporary name' as kind,
       count(*) as tables_found,
       min(t.name) as first_name,
       max(t.name) as last_name
from sys.tables t
where t.name like 'TEMP%' or t.name like 'TMP%' or t.name like 'T[_]TEMP%' or t.name like 'IA[_]TMP%' or t.name like 'TEMQ[_]%'
having count(*) > 0
