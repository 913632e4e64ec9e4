select i.table_schema as schema_name,
       i.table_name as table_name,
       i.index_name as redundant_index,
       o.index_name as covered_by,
       case when i.column_list = o.column_list then 'duplicate' else 'prefix' end as kind,
       i.column_list as redundant_columns,
       o.column_list as covering_columns
from (
  select s.table_schema, s.table_name, s.index_name, min(s.non_unique) as non_unique, max(s.index_type) as index_type,
         group_concat(concat(s.column_name, coalesce(concat('(', s.sub_part, ')'), '')) order by s.seq_in_index separator ',') as column_list
  from information_schema.statistics s
  where s.table_schema not in ('mysql', 'sys', 'performance_schema', 'information_schema') and s.table_schema like :schema_name
  group by s.table_schema, s.table_name, s.index_name
) i
join (
  select s.table_schema, s.table_name, s.index_name, min(s.non_unique) as non_unique, max(s.index_type) as index_type,
         group_concat(concat(s.column_name, coalesce(concat('(', s.sub_part, ')'), '')) order by s.seq_in_index separator ',') as column_list
  from information_schema.statistics s
  where s.table_schema not in ('mysql', 'sys', 'performance_schema', 'information_schema') and s.table_schema like :schema_name
  group by s.table_schema, s.table_name, s.index_name
) o on o.table_schema = i.table_schema and o.table_name = i.table_name and o.index_name <> i.index_name and o.index_type = i.index_type
where i.index_name <> 'PRIMARY'
  and locate(concat(i.column_list, ','), concat(o.column_list, ',')) = 1
  and (i.non_unique = 1 or (o.non_unique = 0 and i.column_list = o.column_list))
  and (i.column_list <> o.column_list or o.index_name = 'PRIMARY' or o.non_unique < i.non_unique or (o.non_unique = i.non_unique and i.index_name > o.index_name))
order by kind, schema_name, table_name, redundant_index, covered_by
limit 500
