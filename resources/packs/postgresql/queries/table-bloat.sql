select s.schemaname as schema_name,
       s.relname as table_name,
       s.n_live_tup as live_rows,
       s.n_dead_tup as dead_rows,
       round(100.0 * s.n_dead_tup / nullif(s.n_live_tup + s.n_dead_tup, 0), 1) as dead_percent,
       round(c.relpages * cast(current_setting('block_size') as numeric) / 1048576, 1) as table_mb,
       greatest(s.last_vacuum, s.last_autovacuum) as last_vacuum,
       greatest(s.last_analyze, s.last_autoanalyze) as last_analyze,
       s.vacuum_count + s.autovacuum_count as vacuum_runs,
       s.n_mod_since_analyze as changes_since_analyze
from pg_stat_user_tables s
join pg_class c on c.oid = s.relid
where s.n_dead_tup >= cast(:minimum_rows as numeric)
order by s.n_dead_tup desc, schema_name, table_name
limit 200
