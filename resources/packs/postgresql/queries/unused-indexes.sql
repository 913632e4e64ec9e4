select s.schemaname as schema_name,
       s.relname as table_name,
       s.indexrelname as index_name,
       round(c.relpages * cast(current_setting('block_size') as numeric) / 1048576, 1) as index_mb,
       s.idx_scan as scans,
       t.n_tup_ins + t.n_tup_upd + t.n_tup_del as table_writes,
       coalesce(d.stats_reset, pg_postmaster_start_time()) as statistics_since,
       (select string_agg(a.attname, ', ' order by a.attnum) from pg_attribute a where a.attrelid = s.indexrelid) as index_columns
from pg_stat_user_indexes s
join pg_index i on i.indexrelid = s.indexrelid
join pg_class c on c.oid = s.indexrelid
join pg_stat_user_tables t on t.relid = s.relid
join pg_stat_database d on d.datname = current_database()
where s.idx_scan = 0
  and not i.indisunique
  and not exists (select 1 from pg_constraint k where k.conindid = s.indexrelid)
  and c.relpages * cast(current_setting('block_size') as numeric) >= cast(:minimum_mb as numeric) * 1048576
order by c.relpages desc, schema_name, table_name, index_name
limit 500
