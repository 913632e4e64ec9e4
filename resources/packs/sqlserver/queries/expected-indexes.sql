with wanted as (
  select distinct ltrim(rtrim(v.value)) as item,
         parsename(ltrim(rtrim(v.value)), 1) as index_name,
         parsename(ltrim(rtrim(v.value)), 2) as table_name,
         parsename(ltrim(rtrim(v.value)), 3) as schema_name
  from string_split(replace(replace(cast(:expected as nvarchar(max)), char(13), ''), char(10), ','), ',') v
  where v.value like '%.%'
), checked as (
  select w.item as expected_index,
         w.table_name as table_name,
         w.index_name as index_name,
         case
           when not exists (select 1 from sys.tables t where t.name = w.table_name and (w.schema_name is null or schema_name(t.schema_id) = w.schema_name)) then 'table_missing'
           when not exists (select 1 from sys.indexes i join sys.tables t on t.object_id = i.object_id where t.name = w.table_name and i.name = w.index_name and (w.schema_name is null or schema_name(t.schema_id) = w.schema_name)) then 'index_missing'
           when exists (select 1 from sys.indexes i join sys.tables t on t.object_id = i.object_id where t.name = w.table_name and i.name = w.index_name and i.is_disabled = 1 and (w.schema_name is null or schema_name(t.schema_id) = w.schema_name)) then 'disabled'
           else 'present'
         end as state
  from wanted w
)
select c.expected_index as expected_index, c.table_name as table_name, c.index_name as index_name, c.state as state
from checked c
where c.state <> 'present'
order by c.state, c.expected_index
