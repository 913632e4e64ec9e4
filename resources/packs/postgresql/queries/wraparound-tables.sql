select n.nspname as schema_name,
       c.relname as table_name,
       age(c.relfrozenxid) as transaction_age,
       mxid_age(c.relminmxid) as multixact_age,
       round(100.0 * age(c.relfrozenxid) / 2147483647, 2) as used_percent,
       round(c.relpages * cast(current_setting('block_size') as numeric) / 1048576, 1) as table_mb,
       greatest(s.last_vacuum, s.last_autovacuum) as last_vacuum
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
left join pg_stat_all_tables s on s.relid = c.oid
where c.relkind in ('r', 't', 'm')
  and age(c.relfrozenxid) >= cast(:minimum_age as numeric)
  and n.nspname not like 'pg_temp%'
order by transaction_age desc, table_mb desc, schema_name, table_name
limit 100
