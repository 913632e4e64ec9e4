with since as (
  select extract(epoch from now() - coalesce(d.stats_reset, pg_postmaster_start_time())) / 86400.0 as days
  from pg_stat_database d
  where d.datname = current_database()
), width as (
  select s.schemaname, s.tablename, sum(s.avg_width) + 28 as row_bytes
  from pg_stats s
  group by s.schemaname, s.tablename
), grown as (
  select t.schemaname as schema_name,
         t.relname as table_name,
         t.n_tup_ins - t.n_tup_del as net_new_rows,
         t.n_live_tup as live_rows,
         coalesce(w.row_bytes, case when c.reltuples > 0 then round(c.relpages * 8192.0 / c.reltuples::numeric) end, 100) as row_bytes,
         s.days as days
  from pg_stat_user_tables t
  join pg_class c on c.oid = t.relid
  cross join since s
  left join width w on w.schemaname = t.schemaname and w.tablename = t.relname
  where t.n_tup_ins - t.n_tup_del >= :minimum_rows
    and s.days >= 1.0 / 24
)
select schema_name,
       table_name,
       net_new_rows,
       live_rows,
       round((net_new_rows / days)::numeric) as rows_per_day,
       round((net_new_rows * row_bytes / days / 1048576)::numeric, 1) as mb_per_day,
       round(row_bytes::numeric) as average_row_bytes,
       round(days::numeric, 1) as days_counted
from grown
order by mb_per_day desc, schema_name, table_name
limit 100
