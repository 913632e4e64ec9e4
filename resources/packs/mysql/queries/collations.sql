select c.table_schema as schema_name,
       c.table_name as table_name,
       c.column_name as column_name,
       c.character_set_name as charset,
       c.collation_name as collation_name,
       m.collation_name as schema_majority,
       c.column_type as column_type
from information_schema.columns c
join (
  select n.table_schema, substring_index(group_concat(n.collation_name order by n.columns_with_it desc separator ','), ',', 1) as collation_name
  from (
    select a.table_schema, a.collation_name, count(*) as columns_with_it
    from information_schema.columns a
    where a.collation_name is not null
      and a.table_schema not in ('mysql', 'sys', 'performance_schema', 'information_schema')
      and a.table_schema like :schema_name
    group by a.table_schema, a.collation_name
  ) n
  group by n.table_schema
) m on m.table_schema = c.table_schema
where c.collation_name is not null
  and c.collation_name <> m.collation_name
union all
select s.table_schema, '', '', 'not_checked', null, null, null
from (select distinct t.table_schema from information_schema.tables t
      where t.table_type = 'BASE TABLE' and t.table_schema not in ('mysql', 'sys', 'performance_schema', 'information_schema') and t.table_schema like :schema_name) s
where not exists (select 1 from information_schema.columns c where c.table_schema = s.table_schema)
order by schema_name, table_name, column_name
limit 1000
