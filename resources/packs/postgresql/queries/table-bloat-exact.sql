select cast(cast(c.oid as regclass) as text) as table_name,
       round(b.table_len / 1048576.0, 1) as table_mb,
       round(cast(b.scanned_percent as numeric), 1) as scanned_percent,
       b.approx_tuple_count as live_rows,
       b.dead_tuple_count as dead_rows,
       round(cast(b.dead_tuple_percent as numeric), 1) as dead_percent,
       round(b.approx_free_space / 1048576.0, 1) as free_mb,
       round(cast(b.approx_free_percent as numeric), 1) as free_percent
from pg_class c
cross join lateral pgstattuple_approx(cast(c.oid as regclass)) b
where c.oid = to_regclass(cast(:table_name as text))
  and c.relkind in ('r', 'm')
