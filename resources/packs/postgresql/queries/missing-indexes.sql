select s.schemaname as schema_name,
       s.relname as table_name,
       s.n_live_tup as live_rows,
       s.seq_scan as full_scans,
       s.seq_tup_read as rows_read_by_full_scans,
       s.seq_tup_read / s.seq_scan as rows_per_scan,
       s.idx_scan as index_scans,
       round(100.0 * coalesce(s.idx_scan, 0) / (s.seq_scan + coalesce(s.idx_scan, 0)), 1) as index_scan_percent,
       round(c.relpages * cast(current_setting('block_size') as numeric) / 1048576, 1) as table_mb
from pg_stat_user_tables s
join pg_class c on c.oid = s.relid
where s.seq_scan > 0
  and s.n_live_tup >= cast(:minimum_rows as numeric)
  and s.seq_tup_read / s.seq_scan >= cast(:minimum_rows as numeric) / 2
order by s.seq_tup_read desc, schema_name, table_name
limit 200
