with items as (
  select upper(trim(regexp_substr(replace(replace(:expected, chr(10), ','), chr(13), ''), '[^,]+', 1, level))) as item
  from dual
  connect by level <= 500 and regexp_substr(replace(replace(:expected, chr(10), ','), chr(13), ''), '[^,]+', 1, level) is not null
), wanted as (
  select distinct item as item,
         regexp_substr(item, '[^.]+$') as index_name,
         regexp_substr(regexp_replace(item, '[.][^.]+$', ''), '[^.]+$') as table_name,
         case when regexp_count(item, '[.]') >= 2 then regexp_substr(item, '^[^.]+') end as owner_name
  from items
  where instr(item, '.') > 0
), checked as (
  select w.item as expected_index,
         w.table_name as table_name,
         w.index_name as index_name,
         case
           when not exists (select 1 from dba_tables t where t.table_name = w.table_name and (w.owner_name is null or t.owner = w.owner_name)) then 'table_missing'
           when not exists (select 1 from dba_indexes i where i.table_name = w.table_name and i.index_name = w.index_name and (w.owner_name is null or i.table_owner = w.owner_name)) then 'index_missing'
           when exists (select 1 from dba_indexes i where i.table_name = w.table_name and i.index_name = w.index_name and i.status = 'UNUSABLE' and (w.owner_name is null or i.table_owner = w.owner_name)) then 'unusable'
           else 'present'
         end as state
  from wanted w
)
select expected_index, table_name, index_name, state
from checked
where state <> 'present'
order by state, expected_index
