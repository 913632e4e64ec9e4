select n.nspname as child_schema,
       t.relname as child_table,
       c.conname as constraint_name,
       (select string_agg(a.attname, ', ' order by k.place)
        from unnest(c.conkey) with ordinality as k(number, place)
        join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.number) as child_columns,
       p.relname as parent_table,
       round(t.relpages * cast(current_setting('block_size') as numeric) / 1048576, 1) as child_mb,
       s.n_live_tup as child_rows
from pg_constraint c
join pg_class t on t.oid = c.conrelid
join pg_namespace n on n.oid = t.relnamespace
join pg_class p on p.oid = c.confrelid
left join pg_stat_user_tables s on s.relid = c.conrelid
where c.contype = 'f'
  and not exists (
    select 1 from pg_index i
    where i.indrelid = c.conrelid
      and i.indisvalid
      and i.indpred is null
      and (select bool_and(exists (
             select 1 from unnest(string_to_array(cast(i.indkey as text), ' ')) with ordinality as x(number, place)
             where cast(x.number as smallint) = k.number and x.place <= cardinality(c.conkey)))
           from unnest(c.conkey) as k(number)))
order by t.relpages desc, child_schema, child_table, constraint_name
limit 500
