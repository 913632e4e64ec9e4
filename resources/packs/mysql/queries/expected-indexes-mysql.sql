with recursive items as (
  select trim(substring_index(lst, ',', 1)) as item,
         case when locate(',', lst) > 0 then substring(lst, locate(',', lst) + 1) else '' end as rest
  from (select cast(replace(replace(replace(:expected, char(13), ''), char(9), ''), char(10), ',') as char(8000)) as lst) as given
  union all
  select trim(substring_index(rest, ',', 1)),
         case when locate(',', rest) > 0 then substring(rest, locate(',', rest) + 1) else '' end
  from items
  where rest <> ''
), wanted as (
  select distinct item,
         substring_index(item, '.', -1) as index_name,
         substring_index(substring_index(item, '.', -2), '.', 1) as table_name,
         case when length(item) - length(replace(item, '.', '')) >= 2 then substring_index(item, '.', 1) else '' end as schema_name
  from items
  where item like '%.%'
), checked as (
  select w.item as expected_index,
         w.table_name as table_name,
         w.index_name as index_name,
         case
           when not exists (select 1 from information_schema.tables t where t.table_name = w.table_name and t.table_schema like :schema_name and (w.schema_name = '' or t.table_schema = w.schema_name)) then 'table_missing'
           when not exists (select 1 from information_schema.statistics s where s.table_name = w.table_name and s.index_name = w.index_name and s.table_schema like :schema_name and (w.schema_name = '' or s.table_schema = w.schema_name)) then 'index_missing'
           when exists (select 1 from information_schema.statistics s where s.table_name = w.table_name and s.index_name = w.index_name and s.is_visible = 'NO' and s.table_schema like :schema_name and (w.schema_name = '' or s.table_schema = w.schema_name)) then 'invisible'
           else 'present'
         end as state,
         (select group_concat(distinct s.index_name order by s.index_name separator ', ') from information_schema.statistics s where s.table_name = w.table_name and s.table_schema like :schema_name and (w.schema_name = '' or s.table_schema = w.schema_name)) as indexes_of_the_table
  from wanted w
)
select expected_index, table_name, index_name, state, indexes_of_the_table
from checked
where state <> 'present'
order by state, expected_index
