with items as (
  select distinct lower(btrim(replace(replace(item, chr(13), ''), chr(9), ''))) as item
  from unnest(string_to_array(replace(cast(:expected as text), chr(10), ','), ',')) as list(item)
), wanted as (
  select item,
         reverse(split_part(reverse(item), '.', 1)) as index_name,
         reverse(split_part(reverse(item), '.', 2)) as table_name,
         reverse(split_part(reverse(item), '.', 3)) as schema_name
  from items
  where item like '%.%'
), found as (
  select lower(n.nspname) as schema_name, lower(t.relname) as table_name, lower(c.relname) as index_name, i.indisvalid
  from pg_index i
  join pg_class c on c.oid = i.indexrelid
  join pg_class t on t.oid = i.indrelid
  join pg_namespace n on n.oid = t.relnamespace
), checked as (
  select w.item as expected_index,
         w.table_name as table_name,
         w.index_name as index_name,
         case
           when not exists (select 1 from pg_class t join pg_namespace n on n.oid = t.relnamespace
                            where lower(t.relname) = w.table_name and t.relkind in ('r', 'p', 'm')
                              and (w.schema_name = '' or lower(n.nspname) = w.schema_name)) then 'table_missing'
           when not exists (select 1 from found f where f.table_name = w.table_name and f.index_name = w.index_name
                              and (w.schema_name = '' or f.schema_name = w.schema_name)) then 'index_missing'
           when not exists (select 1 from found f where f.table_name = w.table_name and f.index_name = w.index_name
                              and f.indisvalid and (w.schema_name = '' or f.schema_name = w.schema_name)) then 'invalid'
           else 'present'
         end as state,
         (select string_agg(f.index_name, ', ' order by f.index_name) from found f
          where f.table_name = w.table_name and (w.schema_name = '' or f.schema_name = w.schema_name)) as indexes_of_the_table
  from wanted w
)
select expected_index, table_name, index_name, state, indexes_of_the_table
from checked
where state <> 'present'
order by state, expected_index
