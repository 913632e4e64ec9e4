select x.table_schema as schema_name,
       x.table_name as table_name,
       x.column_name as column_name,
       x.column_type as column_type,
       x.next_value as next_value,
       x.type_limit as type_limit,
       round(100 * x.next_value / x.type_limit, 2) as used_percent
from (
  select t.table_schema, t.table_name, c.column_name, c.column_type, t.auto_increment as next_value,
         case c.data_type when 'tinyint' then 127 when 'smallint' then 32767 when 'mediumint' then 8388607 when 'int' then 2147483647 else 9223372036854775807 end
         * case when c.column_type like '%unsigned%' then 2 else 1 end as type_limit
  from information_schema.tables t
  join information_schema.columns c on c.table_schema = t.table_schema and c.table_name = t.table_name and c.extra like '%auto_increment%'
  where t.auto_increment is not null
    and t.table_schema not in ('mysql', 'sys', 'performance_schema', 'information_schema')
) x
where 100 * x.next_value / x.type_limit >= :minimum_percent
union all
select s.table_schema, '', '', 'not_checked', null, null, null
from (select distinct t.table_schema from information_schema.tables t
      where t.table_type = 'BASE TABLE' and t.table_schema not in ('mysql', 'sys', 'performance_schema', 'information_schema')) s
where not exists (select 1 from information_schema.columns c where c.table_schema = s.table_schema)
order by used_percent desc, schema_name, table_name
limit 500
