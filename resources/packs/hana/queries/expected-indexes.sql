with numbers as (
  select row_number() over (order by c.position) as n
  from sys.table_columns c
  where c.schema_name = 'SYS' and c.position <= 200
  limit 200
), wanted as (
  select distinct upper(trim(substr_regexpr('[^,]+' in :expected occurrence n.n))) as index_name
  from numbers n
  where substr_regexpr('[^,]+' in :expected occurrence n.n) is not null
)
select upper(:schema_name) as schema_name,
       upper(:table_name) as table_name,
       w.index_name as index_name,
       case
         when not exists (select 1 from sys.tables t where t.schema_name = upper(:schema_name) and t.table_name = upper(:table_name)) then 'table_missing'
         else 'index_missing'
       end as state
from wanted w
where w.index_name <> '-'
  and not exists (select 1 from sys.indexes i where i.schema_name = upper(:schema_name) and i.table_name = upper(:table_name) and upper(i.index_name) = w.index_name)
order by w.index_name
