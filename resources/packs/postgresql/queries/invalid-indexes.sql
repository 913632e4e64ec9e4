select n.nspname as schema_name,
       t.relname as table_name,
       c.relname as index_name,
       i.indisvalid as valid,
       i.indisready as ready,
       i.indisunique as is_unique,
       round(c.relpages * cast(current_setting('block_size') as numeric) / 1048576, 1) as index_mb,
       (select string_agg(a.attname, ', ' order by a.attnum) from pg_attribute a where a.attrelid = i.indexrelid) as index_columns
from pg_index i
join pg_class c on c.oid = i.indexrelid
join pg_class t on t.oid = i.indrelid
join pg_namespace n on n.oid = c.relnamespace
where not i.indisvalid or not i.indisready
order by schema_name, table_name, index_name
limit 500
