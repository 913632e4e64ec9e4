select 'unused' as state,
       u.object_schema as schema_name,
       u.object_name as table_name,
       u.index_name as index_name,
       group_concat(s.column_name order by s.seq_in_index separator ', ') as index_columns,
       max(t.table_rows) as table_rows,
       round(max(t.index_length) / 1048576, 1) as all_indexes_mb
from performance_schema.table_io_waits_summary_by_index_usage u
join information_schema.statistics s on s.table_schema = u.object_schema and s.table_name = u.object_name and s.index_name = u.index_name
left join information_schema.tables t on t.table_schema = u.object_schema and t.table_name = u.object_name
where u.index_name is not null
  and u.index_name <> 'PRIMARY'
  and u.count_star = 0
  and s.non_unique = 1
  and u.object_schema not in ('mysql', 'sys', 'performance_schema', 'information_schema')
  and u.object_schema like :schema_name
group by u.object_schema, u.object_name, u.index_name
union all
select 'not_checked', '', '', '', 'performance_schema is off', null, null
from information_schema.schemata n
where n.schema_name = 'information_schema'
  and not exists (select 1 from performance_schema.table_io_waits_summary_by_index_usage)
order by all_indexes_mb desc, schema_name, table_name, index_name
limit 500
