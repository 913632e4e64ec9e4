select n.nspname as schema_name,
       c.relname as table_name,
       s.n_live_tup as live_rows,
       round(c.relpages * cast(current_setting('block_size') as numeric) / 1048576, 1) as table_mb,
       exists (select 1 from pg_index i where i.indrelid = c.oid and i.indisunique) as has_unique_index,
       obj_description(c.oid, 'pg_class') as table_comment
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
left join pg_stat_user_tables s on s.relid = c.oid
where c.relkind in ('r', 'p')
  and n.nspname not in ('pg_catalog', 'information_schema')
  and n.nspname not like 'pg_toast%'
  and n.nspname not like 'pg_temp%'
  and n.nspname like cast(:schema_name as text)
  and not exists (select 1 from pg_constraint k where k.conrelid = c.oid and k.contype = 'p')
order by live_rows desc nulls last, schema_name, table_name
limit 500
