with sized as (
  select t.owner as owner_name,
         t.table_name as table_name,
         t.num_rows as table_rows,
         round(t.blocks * s.block_size / 1048576) as allocated_mb,
         round(t.num_rows * t.avg_row_len / (1 - greatest(nvl(t.pct_free, 10), 0) / 100) / 1048576) as data_mb,
         t.last_analyzed as last_analyzed
  from dba_tables t
  join dba_tablespaces s on s.tablespace_name = t.tablespace_name
  where t.owner not in ('SYS', 'SYSTEM', 'XDB', 'OUTLN', 'DBSNMP')
    and t.blocks * s.block_size / 1048576 >= :minimum_mb
    and t.num_rows is not null
    and nvl(t.pct_free, 10) < 100
), ranked as (
  select owner_name,
         table_name,
         table_rows,
         allocated_mb,
         data_mb,
         greatest(allocated_mb - data_mb, 0) as empty_mb,
         round(100 * greatest(allocated_mb - data_mb, 0) / greatest(allocated_mb, 1), 1) as empty_percent,
         last_analyzed
  from sized
  order by greatest(allocated_mb - data_mb, 0) desc
)
select owner_name, table_name, table_rows, allocated_mb, data_mb, empty_mb, empty_percent, last_analyzed
from ranked
where rownum <= 100
