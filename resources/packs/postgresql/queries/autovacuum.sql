with t as (
  select s.schemaname, s.relname, s.n_live_tup, s.n_dead_tup, s.n_mod_since_analyze,
         s.last_autovacuum, s.last_vacuum, s.last_autoanalyze, s.last_analyze,
         coalesce(cast(array_to_string(c.reloptions, ',') as text), '') as options,
         cast(current_setting('autovacuum_vacuum_threshold') as numeric) + cast(current_setting('autovacuum_vacuum_scale_factor') as numeric) * greatest(c.reltuples, 0) as vacuum_limit,
         cast(current_setting('autovacuum_analyze_threshold') as numeric) + cast(current_setting('autovacuum_analyze_scale_factor') as numeric) * greatest(c.reltuples, 0) as analyze_limit
  from pg_stat_user_tables s
  join pg_class c on c.oid = s.relid
)
select t.schemaname as schema_name,
       t.relname as table_name,
       t.n_live_tup as live_rows,
       t.n_dead_tup as dead_rows,
       round(cast(t.n_dead_tup / t.vacuum_limit as numeric), 2) as vacuum_due_ratio,
       round(cast(t.n_mod_since_analyze / t.analyze_limit as numeric), 2) as analyze_due_ratio,
       t.options like '%autovacuum_enabled=false%' or t.options like '%autovacuum_enabled=off%' as autovacuum_off,
       greatest(t.last_vacuum, t.last_autovacuum) as last_vacuum,
       greatest(t.last_analyze, t.last_autoanalyze) as last_analyze,
       t.options as table_options
from t
where t.n_dead_tup > t.vacuum_limit
   or t.n_mod_since_analyze > t.analyze_limit
   or t.options like '%autovacuum_enabled=false%'
   or t.options like '%autovacuum_enabled=off%'
order by vacuum_due_ratio desc, schema_name, table_name
limit 200
